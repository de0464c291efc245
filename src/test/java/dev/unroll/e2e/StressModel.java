package dev.unroll.e2e;

import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static dev.unroll.grpc.unroll.Requests.model;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.MessageLite;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceFutureStub;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** The models of the stress test: one for each kind of plan. */
enum StressModel {
  CAUSAL("gru_last", false),
  CAUSAL_EACH("lstm2_each", true),
  STAGED("bilstm_tagger", true),
  WHOLE("gru_mean_pool", false),
  GENERATOR("seq2seq_gru", true),
  /** An id over its vocabulary fails inside ONNX Runtime, in the middle of a slice. */
  FAILING("gru_last", false);

  /** All of these graphs know ids below it. */
  private static final int VOCABULARY = 20;

  static final long UNKNOWN_ID = 1_000_000;

  private final String graphs;
  private final boolean manyToMany;

  StressModel(String graphs, boolean manyToMany) {
    this.graphs = graphs;
    this.manyToMany = manyToMany;
  }

  void place(Path models) throws Exception {
    var folder = Folders.zoo(models, graphs, name(), 1);
    if (this == FAILING) {
      HiddenEmbedding.hide(folder.resolve("1/model.onnx"));
    }
  }

  /** Mostly short, some long, a few very long. */
  static Input input(Random random, boolean failing) {
    int steps = (int) Math.min(2000, Math.max(1, Math.exp(2.5 + 1.2 * random.nextGaussian())));
    long[] ids = random.longs(steps, 1, VOCABULARY).toArray();
    if (failing) {
      ids[random.nextInt(steps)] = UNKNOWN_ID;
    }
    return ids(ids);
  }

  ListenableFuture<? extends MessageLite> ask(SequenceInferenceFutureStub stub, Input input) {
    if (this == GENERATOR) {
      var generation = Generation.newBuilder().setStartId(1).addStopIds(2).setMaxSteps(30);
      return stub.manyToMany(
          ManyToManyRequest.newBuilder()
              .setModel(model(name()))
              .setInput(input)
              .setGeneration(generation)
              .build());
    }
    return manyToMany
        ? stub.manyToMany(manyToMany(name(), input))
        : stub.manyToOne(manyToOne(name(), input));
  }

  /** What of an answer must be the same in any company. */
  static SoakAnswer answer(MessageLite message) {
    if (message instanceof ManyToOneResponse response) {
      return new SoakAnswer(List.of(), values(response.getOutputsList()));
    }
    var response = (ManyToManyResponse) message;
    var ids = response.getGenerated().getTokenIdsList().stream().map(String::valueOf).toList();
    return new SoakAnswer(ids, values(response.getOutputsList()));
  }

  private static List<Float> values(List<NamedVectors> outputs) {
    return outputs.stream()
        .flatMap(output -> output.getVectors().getValuesList().stream())
        .toList();
  }
}

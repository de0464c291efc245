package dev.unroll.baseline.table;

import com.google.protobuf.ByteString;
import dev.unroll.baseline.compute.Questions;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.core.Sequence;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The same questions in two protocols, each as its clients send them: {@code ManyToOne}, and {@code
 * ModelInfer} with raw contents.
 */
record ProtocolQuestions(List<ManyToOneRequest> own, List<ModelInferRequest> open) {
  private static final int QUESTIONS = 64;

  ProtocolQuestions {
    own = List.copyOf(own);
    open = List.copyOf(open);
  }

  static ProtocolQuestions draw(BenchModel model, int steps) {
    var random = new Random(1);
    var own = new ArrayList<ManyToOneRequest>();
    var open = new ArrayList<ModelInferRequest>();
    for (int question = 0; question < QUESTIONS; question++) {
      var sequence = Questions.draw(model, steps, random).sequence();
      own.add(own(model, sequence));
      open.add(open(model, sequence));
    }
    return new ProtocolQuestions(own, open);
  }

  private static ManyToOneRequest own(BenchModel model, Sequence sequence) {
    var input = Input.newBuilder();
    if (sequence instanceof Sequence.Vectors vectors) {
      input.setVectors(
          Vectors.newBuilder()
              .setWidth(vectors.width())
              .setLittleEndian(ByteString.copyFrom(bytes(sequence))));
    } else {
      var ids = TokenIds.newBuilder();
      for (long id : ((Sequence.Ids) sequence).ids()) {
        ids.addIds(id);
      }
      input.setTokenIds(ids);
    }
    var selector = ModelSelector.newBuilder().setName(model.folder());
    return ManyToOneRequest.newBuilder().setModel(selector).setInput(input).build();
  }

  private static ModelInferRequest open(BenchModel model, Sequence sequence) {
    var input = InferInputTensor.newBuilder().setName(BenchModel.INPUT).addShape(1);
    input.addShape(sequence.steps());
    if (sequence instanceof Sequence.Vectors vectors) {
      input.setDatatype("FP32").addShape(vectors.width());
    } else {
      input.setDatatype("INT64");
    }
    return ModelInferRequest.newBuilder()
        .setModelName(model.folder())
        .addInputs(input)
        .addRawInputContents(ByteString.copyFrom(bytes(sequence)))
        .build();
  }

  private static byte[] bytes(Sequence sequence) {
    if (sequence instanceof Sequence.Vectors vectors) {
      var bytes = ByteBuffer.allocate(Float.BYTES * vectors.values().length);
      bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vectors.values());
      return bytes.array();
    }
    var ids = ((Sequence.Ids) sequence).ids();
    var bytes = ByteBuffer.allocate(Long.BYTES * ids.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(ids);
    return bytes.array();
  }

  /**
   * Asks every question in both protocols.
   *
   * @throws BenchException where the answers differ: then it is not the same work
   */
  void check(ServerUnderTest server) throws IOException, BenchException {
    var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      var ownCalls = SequenceInferenceGrpc.newBlockingStub(channel);
      var openCalls = GRPCInferenceServiceGrpc.newBlockingStub(channel);
      for (int question = 0; question < QUESTIONS; question++) {
        var expected = values(ownCalls.manyToOne(own.get(question)));
        if (!AnswerCheck.same(expected, values(openCalls.modelInfer(open.get(question))))) {
          throw server.failure("answers question " + question + " otherwise by ModelInfer");
        }
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static List<Double> values(ManyToOneResponse answer) {
    return answer.getOutputsList().stream()
        .flatMap(output -> output.getVectors().getValuesList().stream())
        .map(Float::doubleValue)
        .toList();
  }

  private static List<Double> values(ModelInferResponse answer) {
    var floats =
        answer
            .getRawOutputContents(0)
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    return IntStream.range(0, floats.remaining())
        .mapToObj(index -> (double) floats.get(index))
        .toList();
  }
}

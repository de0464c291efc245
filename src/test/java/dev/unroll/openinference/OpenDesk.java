package dev.unroll.openinference;

import dev.unroll.inference.SmallEngine;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The protocol's insides around one small model, with a lane that the test itself turns. */
final class OpenDesk implements AutoCloseable {
  static final String MODEL = SmallEngine.MODEL;

  final SmallEngine engine;
  final Models models;
  final Requests requests;

  OpenDesk(Path folder, int mostRows, int mostSequences) throws Exception {
    engine = new SmallEngine(folder, mostRows, mostSequences);
    models = new Models(engine.inference, engine.repository);
    var statistics = new Statistics(models, InstantSource.system(), name -> 0L);
    var sequences = new SequenceRequests(models, engine.sequences, statistics, engine.ticker);
    requests = new Requests(models, sequences, statistics, engine.ticker);
  }

  static ModelInferRequest request(Long... ids) {
    return ModelInferRequest.newBuilder()
        .setModelName(MODEL)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("input")
                .setDatatype("INT64")
                .addShape(1)
                .addShape(ids.length)
                .setContents(InferTensorContents.newBuilder().addAllInt64Contents(List.of(ids))))
        .build();
  }

  static ModelInferRequest inSequence(long id, boolean start) {
    return request(1L, 2L).toBuilder()
        .putParameters("sequence_id", InferParameter.newBuilder().setInt64Param(id).build())
        .putParameters("sequence_start", InferParameter.newBuilder().setBoolParam(start).build())
        .build();
  }

  @Override
  public void close() {
    engine.close();
  }
}

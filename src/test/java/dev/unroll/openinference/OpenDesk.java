package dev.unroll.openinference;

import dev.unroll.inference.SmallEngine;
import dev.unroll.openinference.admin.Statistics;
import dev.unroll.openinference.tensor.ModelLookup;
import dev.unroll.triton.ModelInferRequest;
import java.nio.file.Path;
import java.time.InstantSource;

/** The protocol's insides around one small model, with a lane that the test itself turns. */
public final class OpenDesk implements AutoCloseable {
  public static final String MODEL = SmallEngine.MODEL;

  public final SmallEngine engine;
  public final ModelLookup modelLookup;
  final Statistics statistics;
  final InferenceRequests inferenceRequests;

  public OpenDesk(Path folder, int mostRows, int mostSequences) throws Exception {
    this(new SmallEngine(folder, mostRows, mostSequences));
  }

  OpenDesk(SmallEngine engine) {
    this.engine = engine;
    modelLookup = new ModelLookup(engine.inference, engine.repository);
    statistics = new Statistics(modelLookup, InstantSource.system(), name -> 0L);
    var sequences =
        new SequenceRequests(modelLookup, engine.continuedSequences, statistics, engine.ticker);
    inferenceRequests = new InferenceRequests(modelLookup, sequences, statistics, engine.ticker);
  }

  static ModelInferRequest request(Long... ids) {
    return OpenRequests.ids(MODEL, 1, ids.length, ids).build();
  }

  static ModelInferRequest inSequence(long id, boolean start) {
    return request(1L, 2L).toBuilder()
        .putParameters("sequence_id", OpenRequests.whole(id))
        .putParameters("sequence_start", OpenRequests.truth(start))
        .build();
  }

  @Override
  public void close() {
    engine.close();
  }
}

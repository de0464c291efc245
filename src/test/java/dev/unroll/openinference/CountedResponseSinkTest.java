package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.inference.Prediction;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.triton.InferStatistics;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelStatistics;
import dev.unroll.triton.ModelStatisticsRequest;
import dev.unroll.triton.StatisticDuration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What statistics say of a request, and that they say it once. */
class CountedResponseSinkTest {
  private static final long MILLI = 1_000_000;
  private static final ModelInferResponse RESPONSE = ModelInferResponse.getDefaultInstance();

  @TempDir private Path folder;

  private final RecordingReply reply = new RecordingReply();
  private OpenDesk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new OpenDesk(folder, 10, 10);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private CountedResponseSink counted(ResponseSink told) {
    return new CountedResponseSink(
        told,
        desk.statistics,
        desk.engine.ticker,
        desk.engine.model(OpenDesk.MODEL),
        desk.engine.ticker.nanos());
  }

  private static Prediction row(long queueNanos, long computeNanos) {
    return new Prediction.Tensors(List.of(), new RowTiming(queueNanos, computeNanos, 1, 1));
  }

  private ModelStatistics statistics() {
    var request = ModelStatisticsRequest.newBuilder().setName(OpenDesk.MODEL).build();
    return desk.statistics.of(request).getModelStats(0);
  }

  private static StatisticDuration once(long nanos) {
    return StatisticDuration.newBuilder().setCount(1).setNs(nanos).build();
  }

  @Test
  void answer_isCountedWithWhereItsTimeWent() {
    var counted = counted(reply);
    desk.engine.ticker.advanceMillis(2);
    counted.submitted();
    desk.engine.ticker.advanceMillis(10);
    long packing = desk.engine.ticker.nanos();
    desk.engine.ticker.advanceMillis(1);
    // The longest of each decides; they need not be the same row's.
    var rows = List.of(row(3 * MILLI, MILLI), row(MILLI, 4 * MILLI), row(0, 0));
    counted.answer(RESPONSE, rows, packing);
    assertEquals(List.of("answer"), reply.told());
    assertEquals(
        InferStatistics.newBuilder()
            .setSuccess(once(13 * MILLI))
            .setFail(StatisticDuration.getDefaultInstance())
            .setQueue(once(3 * MILLI))
            .setComputeInput(once(2 * MILLI))
            .setComputeInfer(once(4 * MILLI))
            .setComputeOutput(once(MILLI))
            .setCacheHit(StatisticDuration.getDefaultInstance())
            .setCacheMiss(StatisticDuration.getDefaultInstance())
            .build(),
        statistics().getInferenceStats());
    assertEquals(3, statistics().getInferenceCount());
    assertEquals(3, statistics().getBatchStats(0).getBatchSize());
  }

  @Test
  void failure_isCountedFromItsArrival() {
    var counted = counted(reply);
    desk.engine.ticker.advanceMillis(5);
    counted.fail(Fault.deadlineExceeded("too late"));
    assertEquals(List.of("DEADLINE_EXCEEDED"), reply.told());
    assertEquals(once(5 * MILLI), statistics().getInferenceStats().getFail());
    assertEquals(0, statistics().getInferenceStats().getSuccess().getCount());
  }

  @Test
  void failureAfterTheAnswer_alsoAfterOneThatCouldNotBeSent_isNothing() {
    var counted = counted(reply);
    counted.answer(RESPONSE, List.of(row(0, 0)), desk.engine.ticker.nanos());
    counted.fail(new IllegalStateException("too late"));
    assertEquals(List.of("answer"), reply.told());
    var broken = counted(new BrokenReply());
    assertThrows(
        IllegalStateException.class,
        () -> broken.answer(RESPONSE, List.of(row(0, 0)), desk.engine.ticker.nanos()));
    broken.fail(new IllegalStateException("broken pipe"));
    assertEquals(2, statistics().getInferenceStats().getSuccess().getCount());
    assertEquals(0, statistics().getInferenceStats().getFail().getCount());
  }

  /** One whose client cannot be reached. */
  private static final class BrokenReply implements ResponseSink {
    @Override
    public void part(ModelInferResponse response) {
      throw new IllegalStateException("broken pipe");
    }

    @Override
    public void answer(ModelInferResponse response) {
      throw new IllegalStateException("broken pipe");
    }

    @Override
    public void fail(Throwable why) {
      throw new AssertionError("a second end", why);
    }
  }

  @Test
  void part_isNotCounted() {
    counted(reply).part(RESPONSE);
    assertEquals(List.of("part"), reply.told());
    assertEquals(0, statistics().getInferenceStats().getSuccess().getCount());
  }
}

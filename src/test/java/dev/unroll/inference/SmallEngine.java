package dev.unroll.inference;

import dev.unroll.codec.Given;
import dev.unroll.repository.Folders;
import dev.unroll.repository.ModelRepository;
import dev.unroll.schedule.HandLane;
import dev.unroll.schedule.HookedTicker;
import dev.unroll.schedule.Limits;
import dev.unroll.schedule.ScheduleMeter;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The engine around one small model, with a lane that the test itself turns. */
public final class SmallEngine implements AutoCloseable {
  public static final String MODEL = "gru_last";

  public final HookedTicker ticker = new HookedTicker();
  public final HookedMeter meter = new HookedMeter();
  public final ModelRepository repository;
  public final HandLane lane;
  public final Inference inference;
  public final Sequences sequences;
  final Scheduler scheduler;

  public SmallEngine(Path folder, int mostRows, int mostSequences) throws Exception {
    Folders.zoo(folder, MODEL, MODEL, 1);
    repository = Folders.repository(folder);
    // Time stands still for it, so that the test's own moments are those of the code it tries.
    scheduler =
        new Scheduler(
            () -> 0,
            ScheduleMeter.NOOP,
            1,
            new Limits(mostRows, Limits.NONE.maxBacklog(), Limits.NONE.maxBytes()),
            Verification.off());
    lane = new HandLane(scheduler);
    inference = new Inference(repository, scheduler, ticker, meter);
    sequences = new Sequences(inference, new SequencesConfig(mostSequences, Duration.ofSeconds(1)));
  }

  /** A sequence's next request; the test's own fault where none of that id is live. */
  RecordingListener take(long id, boolean start, boolean end) {
    return take(id, start, end, Long.MAX_VALUE);
  }

  RecordingListener take(long id, boolean start, boolean end, long deadlineNanos) {
    var listener = new RecordingListener();
    var key = new Sequences.Key(MODEL, Long.toString(id));
    try (var turn = sequences.turn(key, 0, start, end).orElseThrow(UnknownSequence::new)) {
      var unused =
          turn.take(
                  new Given.TokenIds(new long[] {1, 2}),
                  Map.of(),
                  PredictionOptions.answering(true, 0, false),
                  Priority.by(deadlineNanos),
                  listener)
              .orElseThrow(UnknownSequence::new);
    }
    return listener;
  }

  /** None of that id goes on. */
  static final class UnknownSequence extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public void close() {
    scheduler.abandon();
    repository.close();
  }
}

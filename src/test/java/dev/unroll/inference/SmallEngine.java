package dev.unroll.inference;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Priority;
import dev.unroll.inference.sequence.ContinuedSequences;
import dev.unroll.inference.sequence.SequencesConfig;
import dev.unroll.repository.Folders;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.AdmissionConfig;
import dev.unroll.schedule.HandLane;
import dev.unroll.schedule.HookedTicker;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.VerificationQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The engine around one small model or a few, with a lane that the test itself turns. */
public final class SmallEngine implements AutoCloseable {
  public static final String MODEL = "gru_last";

  private static final int NO_BOUND = 1000;

  public final HookedTicker ticker = new HookedTicker();
  public final HookedMeter meter = new HookedMeter();
  public final ModelRepository repository;
  public final HandLane lane;
  public final Inference inference;
  public final ContinuedSequences continuedSequences;
  public final Scheduler scheduler;

  /** Serves {@link #MODEL}. */
  public SmallEngine(Path folder, int mostRows, int mostSequences) throws Exception {
    this(withModel(folder), mostRows, mostSequences);
  }

  private static ModelRepository withModel(Path folder) throws Exception {
    Folders.zoo(folder, MODEL);
    return Folders.repository(folder);
  }

  /** Serves what is in the folder, without bounds. */
  public static SmallEngine of(Path folder) throws Exception {
    return new SmallEngine(Folders.repository(folder), NO_BOUND, NO_BOUND);
  }

  private SmallEngine(ModelRepository repository, int mostRows, int mostSequences) {
    this.repository = repository;
    // Time stands still for it, so that the test's own moments are those of the code it tries.
    scheduler =
        new Scheduler(
            () -> 0,
            ScheduleMeter.NOOP,
            1,
            new AdmissionConfig(
                mostRows, AdmissionConfig.NONE.maxBacklog(), AdmissionConfig.NONE.maxBytes()),
            VerificationQueue.off());
    lane = new HandLane(scheduler);
    inference = new Inference(repository, scheduler, ticker, meter);
    continuedSequences =
        new ContinuedSequences(
            inference, new SequencesConfig(mostSequences, Duration.ofSeconds(1)));
  }

  /** A sequence's next request; the test's own fault where none of that id is live. */
  public RecordingListener take(long id, boolean start, boolean end) {
    return take(id, start, end, Long.MAX_VALUE);
  }

  public RecordingListener take(long id, boolean start, boolean end, long deadlineNanos) {
    var listener = new RecordingListener();
    var key = new ContinuedSequences.Key(MODEL, Long.toString(id));
    try (var turn = continuedSequences.turn(key, 0, start, end).orElseThrow(UnknownSequence::new)) {
      var unused =
          turn.take(
                  new RawInput.TokenIds(new long[] {1, 2}),
                  Map.of(),
                  PredictionOptions.answering(true, 0, false),
                  Priority.by(deadlineNanos),
                  listener)
              .orElseThrow(UnknownSequence::new);
    }
    return listener;
  }

  /** None of that id goes on. */
  public static final class UnknownSequence extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  public ServedModel model(String name) {
    return repository.status(name).served().orElseThrow();
  }

  /** Unloads a model and returns whether somebody holds it still. */
  public boolean isHeldWhenUnloaded(String name) {
    var model = model(name);
    repository.unload(name);
    return Folders.isHeld(model);
  }

  @Override
  public void close() {
    scheduler.abandon();
    repository.close();
  }
}

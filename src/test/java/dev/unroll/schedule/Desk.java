package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.schedule.execution.DifferenceListener;
import dev.unroll.schedule.execution.RowExecution;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.VerificationQueue;
import java.util.ArrayList;
import java.util.List;

/** A scheduler with one lane that the test itself turns, on a clock that stands still. */
public final class Desk {
  public static final ModelKey MODEL = new ModelKey("model", 1);

  public final ManualTicker ticker = new ManualTicker();
  final List<DifferenceListener.WrongRow> wrongRows = new ArrayList<>();
  final VerificationQueue verificationQueue;
  final RecordingMeter meter;
  public final Scheduler scheduler;
  final Lane lane;
  final Watchdog watchdog;

  /** Whether the watchdog has ended the run; the test's stage looks at it. */
  boolean terminated;

  public Desk() {
    this(1, AdmissionConfig.NONE);
  }

  public Desk(int lanes, AdmissionConfig admissionConfig) {
    this(lanes, admissionConfig, 0);
  }

  /**
   * @param share of the answered rows that are run again
   */
  Desk(int lanes, AdmissionConfig admissionConfig, double share) {
    this(lanes, admissionConfig, share, new RecordingMeter());
  }

  private Desk(int lanes, AdmissionConfig admissionConfig, double share, RecordingMeter meter) {
    this(lanes, admissionConfig, share, meter, meter);
  }

  /** With a meter of the test's own; {@code meter} is told nothing. */
  Desk(ScheduleMeter told) {
    this(1, AdmissionConfig.NONE, 0, new RecordingMeter(), told);
  }

  private Desk(
      int lanes,
      AdmissionConfig admissionConfig,
      double share,
      RecordingMeter meter,
      ScheduleMeter told) {
    this.meter = meter;
    verificationQueue = new VerificationQueue(share, ticker, told, wrongRows::add);
    scheduler = new Scheduler(ticker, told, lanes, admissionConfig, verificationQueue);
    lane = new Lane(scheduler, RunLimit.DEFAULT);
    watchdog = new Watchdog(scheduler, List.of(lane.laneRun()), thread -> terminated = true);
  }

  RecordingListener submit(RowExecution rowExecution) {
    return submit(rowExecution, Long.MAX_VALUE);
  }

  RecordingListener submit(RowExecution rowExecution, long deadlineNanos) {
    var listener = new RecordingListener();
    submit(rowExecution, deadlineNanos, listener);
    return listener;
  }

  public Ticket submit(RowExecution rowExecution, long deadlineNanos, RowListener listener) {
    return scheduler.submit(MODEL, rowExecution, Priority.by(deadlineNanos), listener);
  }

  public long deadlineInMillis(long millis) {
    return ticker.nanos() + millis * 1_000_000;
  }

  /** A slice, if there is one. */
  public boolean step() {
    try {
      return lane.step();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers that are run again until there is none, or no time. */
  int verifyToTheEnd() {
    int rows = 0;
    while (lane.verify()) {
      rows++;
    }
    return rows;
  }

  /** Slices until nothing waits; returns how many. */
  public int stepToTheEnd() {
    int slices = 0;
    while (step()) {
      slices++;
    }
    return slices;
  }

  int rowsHeld() {
    return scheduler.counts().values().stream()
        .mapToInt(counts -> counts.ready() + counts.running() + counts.idle())
        .sum();
  }
}

package dev.unroll.inference.sequence;

import dev.unroll.codec.Encoded;
import dev.unroll.core.Fault;
import dev.unroll.inference.Cancellable;
import dev.unroll.inference.OutputMeaning;
import dev.unroll.inference.PredictionListener;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.schedule.execution.RowTiming;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One request of a sequence: some steps, and where their answer goes.
 *
 * <p>{@code cancelled} may be set by anyone; the rest belongs to the sequence, which works on one
 * request at a time.
 */
final class SequenceStep implements Cancellable {
  private static final System.Logger LOG = System.getLogger(SequenceStep.class.getName());

  private final AnsweringModel model;
  private final Encoded input;
  private final Map<String, float[]> states;
  private final OutputMeaning meaning;
  private final PredictionListener listener;
  private final long deadlineNanos;
  private final long arrivalNanos;
  private long turnNanos;
  private final List<List<Output>> parts = new ArrayList<>(1);
  private int answered;

  private volatile boolean cancelled;

  /**
   * @param states what the sequence begins with, if this is its first request
   */
  SequenceStep(
      AnsweringModel model,
      Encoded input,
      Map<String, float[]> states,
      OutputMeaning meaning,
      PredictionListener listener,
      long deadlineNanos,
      long arrivalNanos) {
    this.model = model;
    this.input = input;
    this.states = states;
    this.meaning = meaning;
    this.listener = listener;
    this.deadlineNanos = deadlineNanos;
    this.arrivalNanos = arrivalNanos;
  }

  Map<String, float[]> states() {
    return states;
  }

  AnsweringModel model() {
    return model;
  }

  Encoded input() {
    return input;
  }

  long arrivalNanos() {
    return arrivalNanos;
  }

  /** Its steps are taken all the same if their turn has come: the state must be a known one. */
  @Override
  public void cancel() {
    cancelled = true;
  }

  /** Whether its turn need not come: nobody waits for it any more, or it is too late. */
  boolean isUnwanted(long nowNanos) {
    return cancelled || (deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0);
  }

  /** Its turn has come. */
  void begin(long nowNanos) {
    turnNanos = nowNanos;
  }

  /** It was, and its turn has not come. */
  void drop() {
    if (!cancelled) {
      fail(
          Fault.deadlineExceeded(
              "Request timeout expired before the sequence got to it; its steps were not taken"));
    }
  }

  /** A listener that throws harms nobody but itself. */
  void fail(Throwable why) {
    try {
      listener.onFailure(why);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, model.key() + ": a listener failed while it was told of a fault", e);
    }
  }

  /** Some steps are answered; returns whether all are. */
  boolean take(int count, List<Output> outputs) {
    parts.add(outputs);
    answered += count;
    return answered >= input.sequence().steps();
  }

  /**
   * All steps are answered.
   *
   * @param latest the outputs without time, and the states after them, as they are now
   */
  void answer(List<Output> latest, long nowNanos) {
    // The requests before it are its queue; its turn is told whole, waiting for lanes included.
    var timing =
        new RowTiming(turnNanos - arrivalNanos, nowNanos - turnNanos, answered, parts.size());
    var outputs = new ArrayList<Output>();
    int timed = 0;
    int untimed = 0;
    for (var facts : model.plan().facts().outputs()) {
      outputs.add(facts.timed() ? joined(facts, timed++) : latest.get(untimed++));
    }
    // The states, where they are told.
    outputs.addAll(latest.subList(untimed, latest.size()));
    listener.onPredictions(List.of(meaning.of(outputs, timing)));
  }

  private Output joined(TensorFacts facts, int place) {
    return Output.join(facts, parts.stream().map(part -> part.get(place)).toList());
  }
}

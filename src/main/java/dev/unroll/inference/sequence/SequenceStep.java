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
 * One request of a sequence: some steps, and the listener for their answer.
 *
 * <p>Any thread may set {@code cancelled}. The sequence owns the other fields; it works on one
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
   * @param states the initial states of the sequence, if this is its first request
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

  /**
   * A request whose turn has come still runs to its end, so that the client knows the sequence's
   * state.
   */
  @Override
  public void cancel() {
    cancelled = true;
  }

  /** Whether the request can be skipped, since it was cancelled or its deadline has passed. */
  boolean isUnwanted(long nowNanos) {
    return cancelled || (deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0);
  }

  /** Marks the time at which its turn has come. */
  void begin(long nowNanos) {
    turnNanos = nowNanos;
  }

  /** Fails a request that was skipped; a cancelled one is not told. */
  void drop() {
    if (!cancelled) {
      fail(
          Fault.deadlineExceeded(
              "Request timeout expired while the request waited for earlier ones of its sequence;"
                  + " none of its steps was run"));
    }
  }

  /** Tells the listener of a failure. An exception that the listener throws is logged. */
  void fail(Throwable why) {
    try {
      listener.onFailure(why);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, model.key() + ": a listener threw while it was told of a fault", e);
    }
  }

  /** Adds the outputs of some answered steps; returns whether all steps are answered. */
  boolean take(int count, List<Output> outputs) {
    parts.add(outputs);
    answered += count;
    return answered >= input.sequence().steps();
  }

  /**
   * Answers the request, after all of its steps are answered.
   *
   * @param latest the current outputs without time, followed by the states
   */
  void answer(List<Output> latest, long nowNanos) {
    // The queue time is the wait for earlier requests; the compute time includes waits for lanes.
    var timing =
        new RowTiming(turnNanos - arrivalNanos, nowNanos - turnNanos, answered, parts.size());
    var outputs = new ArrayList<Output>();
    int untold = 0;
    for (var facts : model.plan().facts().outputs()) {
      var told = told(facts.name());
      outputs.add(told.isEmpty() ? latest.get(untold++) : joined(facts, told));
    }
    // The states, if they are wanted.
    outputs.addAll(latest.subList(untold, latest.size()));
    listener.onPredictions(List.of(meaning.of(input, outputs, timing)));
  }

  /** Returns what each part has told of an output; nothing if it is known only at the end. */
  private List<Output> told(String name) {
    return parts.stream()
        .flatMap(List::stream)
        .filter(output -> output.facts().name().equals(name))
        .toList();
  }

  private static Output joined(TensorFacts facts, List<Output> told) {
    return facts.timed() ? Output.join(facts, told) : told.get(told.size() - 1);
  }
}

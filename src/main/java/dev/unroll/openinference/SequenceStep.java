package dev.unroll.openinference;

import dev.unroll.codec.Encoded;
import dev.unroll.core.Fault;
import dev.unroll.plan.Output;
import dev.unroll.plan.TensorFacts;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.RowTiming;
import dev.unroll.triton.ModelInferRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One request of a sequence: some steps, and where their answer goes.
 *
 * <p>{@code cancelled} may be set by anyone; the rest belongs to the sequence, which works on one
 * request at a time.
 */
final class SequenceStep implements Running {
  private final ServedModel model;
  private final ModelInferRequest request;
  private final Asked asked;
  private final Encoded input;
  private final Reply reply;
  private final long deadlineNanos;
  private final long arrivalNanos;
  private final List<List<Output>> parts = new ArrayList<>(1);
  private int answered;

  private volatile boolean cancelled;

  SequenceStep(
      ServedModel model,
      ModelInferRequest request,
      Asked asked,
      Encoded input,
      Reply reply,
      long deadlineNanos,
      long arrivalNanos) {
    this.model = model;
    this.request = request;
    this.asked = asked;
    this.input = input;
    this.reply = reply;
    this.deadlineNanos = deadlineNanos;
    this.arrivalNanos = arrivalNanos;
  }

  Map<String, float[]> states() {
    return asked.states(0);
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

  /** It was, and its turn has not come. */
  void drop() {
    if (!cancelled) {
      reply.fail(
          Fault.deadlineExceeded(
              "Request timeout expired before the sequence got to it; its steps were not taken"));
    }
  }

  void fail(Throwable why) {
    reply.fail(why);
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
  void answer(List<Output> latest, RowTiming timing) {
    var outputs = new ArrayList<Output>();
    int timed = 0;
    int untimed = 0;
    for (var facts : model.plan().facts().outputs()) {
      outputs.add(facts.timed() ? joined(facts, timed++) : latest.get(untimed++));
    }
    // The states, where they are told.
    outputs.addAll(latest.subList(untimed, latest.size()));
    var row = Meanings.of(model.output(), asked, input, outputs, timing);
    reply.answer(AnswerWriter.answer(model.key(), model.output(), request, asked, List.of(row)));
  }

  private Output joined(TensorFacts facts, int place) {
    if (parts.size() == 1) {
      return parts.get(0).get(place);
    }
    int size = parts.stream().mapToInt(part -> part.get(place).values().length).sum();
    var values = new float[size];
    int filled = 0;
    for (var part : parts) {
      var more = part.get(place).values();
      System.arraycopy(more, 0, values, filled, more.length);
      filled += more.length;
    }
    return new Output(facts, values, answered);
  }
}

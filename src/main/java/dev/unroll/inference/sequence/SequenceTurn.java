package dev.unroll.inference.sequence;

import dev.unroll.codec.InputKind;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.inference.Cancellable;
import dev.unroll.inference.InferenceCall;
import dev.unroll.inference.OutputMeaning;
import dev.unroll.inference.PredictionListener;
import dev.unroll.inference.PredictionOptions;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.ServedModel;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request of a sequence whose state is kept, before its steps are known: they are read by what
 * its model looks like.
 *
 * <p>Owner: the thread that has begun it. Close it: what has been taken goes on.
 */
public final class SequenceTurn implements AutoCloseable {
  private final LiveSequences liveSequences;
  private final LiveSequences.Key key;
  private final @Nullable InferenceCall call;
  private final @Nullable LiveSequence live;
  private final boolean isLast;

  /**
   * @param call of a sequence that begins
   * @param live one that goes on
   */
  SequenceTurn(
      LiveSequences liveSequences,
      LiveSequences.Key key,
      @Nullable InferenceCall call,
      @Nullable LiveSequence live,
      boolean isLast) {
    this.liveSequences = liveSequences;
    this.key = key;
    this.call = call;
    this.live = live;
    this.isLast = isLast;
  }

  public ServedModel model() {
    return live == null ? beginning().model() : live.model();
  }

  /** Whether its sequence begins with it. */
  public boolean isFirst() {
    return live == null;
  }

  private InferenceCall beginning() {
    if (call == null) {
      throw new IllegalStateException("a turn of no sequence");
    }
    return call;
  }

  /**
   * The sequence's next steps.
   *
   * @param states what its hidden states begin with; only of the first request
   * @return ends the request, not the sequence; empty where the sequence takes no more requests
   * @throws Fault INVALID_ARGUMENT where the steps do not fit, FAILED_PRECONDITION where the model
   *     keeps no state, RESOURCE_EXHAUSTED where there are too many sequences; the listener is told
   *     nothing then
   */
  public Optional<Cancellable> take(
      RawInput rawInput,
      Map<String, float[]> states,
      PredictionOptions options,
      Priority priority,
      PredictionListener listener) {
    return live == null
        ? Optional.of(begin(rawInput, states, options, priority, listener))
        : goOn(live, rawInput, options, priority, listener);
  }

  private Cancellable begin(
      RawInput rawInput,
      Map<String, float[]> states,
      PredictionOptions options,
      Priority priority,
      PredictionListener listener) {
    var plan = liveSequences.livePlan(model());
    var model = answering(model());
    // Before an older sequence of that id is disturbed.
    var step = step(model, rawInput, states, options, priority, listener);
    var begun =
        liveSequences.begin(key, beginning(), plan, step, isLast, priority.withoutDeadline());
    liveSequences.adopt(key, begun, isLast);
    return step;
  }

  private static AnsweringModel answering(ServedModel model) {
    return model.match(
        answering -> answering,
        generating -> {
          throw new IllegalStateException(model.key() + " keeps no state");
        });
  }

  private Optional<Cancellable> goOn(
      LiveSequence sequence,
      RawInput rawInput,
      PredictionOptions options,
      Priority priority,
      PredictionListener listener) {
    var step = step(sequence.model(), rawInput, Map.of(), options, priority, listener);
    if (!sequence.add(step, isLast)) {
      return Optional.empty();
    }
    if (isLast) {
      liveSequences.remove(key, sequence);
    }
    return Optional.of(step);
  }

  private SequenceStep step(
      AnsweringModel model,
      RawInput rawInput,
      Map<String, float[]> states,
      PredictionOptions options,
      Priority priority,
      PredictionListener listener) {
    var kind = rawInput.kind();
    if (kind != InputKind.TOKEN_IDS && kind != InputKind.VECTORS) {
      throw Fault.invalid(
          "inputs",
          "is "
              + kind.label()
              + "; a sequence goes on with token ids or vectors, since text cannot be cut anywhere");
    }
    var input = model.input().encode(rawInput);
    return new SequenceStep(
        model,
        input,
        states,
        new OutputMeaning(model.output(), options, input),
        listener,
        priority.deadlineNanos(),
        liveSequences.nanos());
  }

  @Override
  public void close() {
    if (call != null) {
      call.close();
    }
  }
}

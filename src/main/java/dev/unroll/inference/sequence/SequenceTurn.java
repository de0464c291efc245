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
 * One request of a sequence whose states are kept, before its steps are read: reading them depends
 * on the sequence's model.
 *
 * <p>Owned by the thread that has begun it, which must close it. Work that was taken goes on after
 * that.
 */
public final class SequenceTurn implements AutoCloseable {
  private final ContinuedSequences continuedSequences;
  private final ContinuedSequences.Key key;
  private final @Nullable InferenceCall call;
  private final @Nullable ContinuedSequence live;
  private final boolean isLast;

  /**
   * @param call the call of a sequence that begins; null for one that continues
   * @param live the sequence that the request continues; null for one that begins
   */
  SequenceTurn(
      ContinuedSequences continuedSequences,
      ContinuedSequences.Key key,
      @Nullable InferenceCall call,
      @Nullable ContinuedSequence live,
      boolean isLast) {
    this.continuedSequences = continuedSequences;
    this.key = key;
    this.call = call;
    this.live = live;
    this.isLast = isLast;
  }

  public ServedModel model() {
    return live == null ? beginning().model() : live.model();
  }

  /** Whether the sequence begins with this request. */
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
   * Submits the sequence's next steps.
   *
   * @param states the initial states, by the name of the state's input; only for the first request
   * @return cancels the request, but not the sequence; empty if the sequence takes no more requests
   * @throws Fault INVALID_ARGUMENT if the steps do not fit the model, FAILED_PRECONDITION if the
   *     model keeps no states, RESOURCE_EXHAUSTED if there are too many sequences; the listener is
   *     not called then
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
    var plan = continuedSequences.livePlan(model());
    var model = answering(model());
    // Checked before an older sequence with that id is replaced.
    var step = step(model, rawInput, states, options, priority, listener);
    var begun =
        continuedSequences.begin(key, beginning(), plan, step, isLast, priority.withoutDeadline());
    continuedSequences.adopt(key, begun, isLast);
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
      ContinuedSequence sequence,
      RawInput rawInput,
      PredictionOptions options,
      Priority priority,
      PredictionListener listener) {
    var step = step(sequence.model(), rawInput, Map.of(), options, priority, listener);
    if (!sequence.add(step, isLast)) {
      return Optional.empty();
    }
    if (isLast) {
      continuedSequences.remove(key, sequence);
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
    if (kind == InputKind.TEXT || kind == InputKind.IMAGE) {
      throw Fault.invalid(
          "inputs",
          "is "
              + kind.label()
              + "; a sequence takes token ids, vectors or named tensors, since text cannot be split at"
              + " any place");
    }
    var input = model.input().encode(rawInput);
    return new SequenceStep(
        model,
        input,
        states,
        new OutputMeaning(model.output(), options),
        listener,
        priority.deadlineNanos(),
        continuedSequences.nanos());
  }

  @Override
  public void close() {
    if (call != null) {
      call.close();
    }
  }
}

package dev.unroll.inference.sequence;

import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.inference.Inference;
import dev.unroll.inference.InferenceCall;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.ServedModel;
import dev.unroll.repository.triton.TritonConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The sequences whose states are kept between requests, by model and id. Any model with a causal
 * plan supports them without configuration. They are not bound to a connection: any client that
 * knows the id can continue a sequence. A sequence that is idle for too long is ended.
 *
 * <p>Thread-safe.
 */
public final class ContinuedSequences {
  /** A longer timeout counts as none. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Inference inference;
  private final SequencesConfig config;
  private final SequenceRegister register;

  /** Identifies a sequence. */
  public record Key(String model, String id) {}

  public ContinuedSequences(Inference inference, SequencesConfig config) {
    this.inference = inference;
    this.config = config;
    this.register = new SequenceRegister(config.most());
  }

  /**
   * Begins a request of a sequence. The caller must close it.
   *
   * @param version the version that must be served, or 0 for any; used only by the request that
   *     begins the sequence
   * @param isFirst whether the sequence begins with it
   * @param isLast whether the sequence ends with it
   * @return empty if the request continues a sequence and there is none with that id
   * @throws Fault as {@link Inference#call} does
   */
  public Optional<SequenceTurn> turn(Key key, long version, boolean isFirst, boolean isLast) {
    if (isFirst) {
      return Optional.of(
          new SequenceTurn(this, key, inference.call(key.model(), version), null, isLast));
    }
    return Optional.ofNullable(register.get(key))
        .map(live -> new SequenceTurn(this, key, null, live, isLast));
  }

  /**
   * Returns the plan that keeps a sequence's states.
   *
   * @throws Fault FAILED_PRECONDITION if the model has none
   */
  public LivePlan livePlan(ServedModel model) {
    Optional<LivePlan> plan =
        model.match(answering -> answering.plan().live(), generating -> Optional.empty());
    return plan.orElseThrow(() -> keepsNoState(model));
  }

  private static Fault keepsNoState(ServedModel model) {
    Optional<String> finding =
        model.match(answering -> answering.version().finding(), generating -> Optional.empty());
    return Fault.failedPrecondition(
        "model '"
            + model.key().name()
            + "' cannot keep a sequence's state between requests: its plan is "
            + model.plan().facts().label()
            + finding.map(why -> " (" + why + ")").orElse("")
            + advice(model.plan().facts()));
  }

  /** Returns what would make a sequence possible. */
  private static String advice(PlanFacts facts) {
    var whole =
        ", and only a causal plan answers steps before the whole sequence has arrived; send whole"
            + " sequences, without sequence_id";
    if (!facts.namesInputs()) {
      return whole;
    }
    return whole
        + ". It takes named inputs, the states of which it does not show; if it has some, write them"
        + " into model.yaml, such as states: {INPUT: OUTPUT}; its inputs are "
        + facts.inputs().stream().map(TensorFacts::name).toList()
        + ", its outputs "
        + facts.outputs().stream().map(TensorFacts::name).toList();
  }

  /**
   * Begins a sequence. It takes over the call's lease unless this throws.
   *
   * @throws Fault RESOURCE_EXHAUSTED if there are too many sequences, or as the scheduler refuses
   *     the row
   */
  ContinuedSequence begin(
      Key key,
      InferenceCall call,
      LivePlan plan,
      SequenceStep first,
      boolean isLast,
      Priority priority) {
    if (!register.reserve(key)) {
      inference.meter().rejected("sequences");
      throw Fault.exhausted("the server holds " + config.most() + " sequences, which is its limit");
    }
    var sequence =
        new ContinuedSequence(
            inference,
            call.lease(),
            first.model(),
            gone -> {
              register.gone(key, gone);
              inference.meter().sequenceClosed(key.model());
            });
    try {
      sequence.begin(plan, first, isLast, priority);
    } catch (RuntimeException | Error refused) {
      register.release();
      throw refused;
    }
    call.handOver();
    inference.meter().sequenceOpened(key.model());
    return sequence;
  }

  /**
   * Makes a new sequence available to requests, ends the one that it replaces, and starts its first
   * request.
   */
  void adopt(Key key, ContinuedSequence sequence, boolean isLast) {
    var older = register.put(key, sequence);
    if (older != null) {
      older.end();
    }
    if (isLast) {
      register.remove(key, sequence);
    } else if (!inference.isServed(key.model())) {
      // endOf() may have run before the sequence was in the register.
      end(key, sequence);
    }
    sequence.goOn();
  }

  long nanos() {
    return inference.nanos();
  }

  /** Hides a sequence from requests; the requests that it already has are answered. */
  void remove(Key key, ContinuedSequence sequence) {
    register.remove(key, sequence);
  }

  private void end(Key key, ContinuedSequence sequence) {
    register.remove(key, sequence);
    sequence.end();
  }

  /**
   * Returns how long a sequence of a model may be idle; zero means without limit. A model's
   * configuration overrides the server's setting.
   */
  public Duration idleTimeout(ServedModel model) {
    return model
        .triton()
        .flatMap(TritonConfig::sequenceBatching)
        .flatMap(TritonConfig.SequenceBatching::maxIdle)
        .map(idle -> idle.compareTo(LONGEST) > 0 ? Duration.ZERO : idle)
        .orElse(config.idleTimeout());
  }

  /** Returns the shortest idle timeout of all sequences; a year if none has one. */
  public Duration shortestIdleTimeout() {
    var shortest = new AtomicReference<>(LONGEST);
    register.forEach((key, sequence) -> {
      var timeout = idleTimeout(sequence.model());
      if (!timeout.isZero()) {
        shortest.updateAndGet(other -> timeout.compareTo(other) < 0 ? timeout : other);
      }
    });
    return shortest.get();
  }

  /** Ends the sequences that have been idle for too long. */
  public void endIdle() {
    long now = inference.nanos();
    register.forEach((key, sequence) -> {
      var timeout = idleTimeout(sequence.model());
      if (!timeout.isZero() && sequence.endIfIdleSince(now - timeout.toNanos())) {
        register.remove(key, sequence);
        inference.meter().sequenceTimedOut();
      }
    });
  }

  /**
   * Ends the sequences of a model that is not served any more, after the requests that they already
   * have.
   */
  public void endOf(String model) {
    register.forEach((key, sequence) -> {
      if (key.model().equals(model)) {
        end(key, sequence);
      }
    });
  }
}

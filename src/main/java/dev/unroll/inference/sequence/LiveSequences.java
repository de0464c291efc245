package dev.unroll.inference.sequence;

import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.inference.Inference;
import dev.unroll.inference.InferenceCall;
import dev.unroll.plan.LivePlan;
import dev.unroll.repository.ServedModel;
import dev.unroll.repository.triton.TritonConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The sequences whose state is kept here, by model and id. Any model with a causal plan can have
 * them; nothing need be configured. They belong to no connection: any client that knows the id goes
 * on with it. One that is idle for too long is forgotten.
 *
 * <p>Safe for threads.
 */
public final class LiveSequences {
  /** What is longer is for ever. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Inference inference;
  private final SequencesConfig config;
  private final SequenceRegister register;

  /** What clients know a sequence by. */
  public record Key(String model, String id) {}

  public LiveSequences(Inference inference, SequencesConfig config) {
    this.inference = inference;
    this.config = config;
    this.register = new SequenceRegister(config.most());
  }

  /**
   * A request of a sequence has come; the caller closes it.
   *
   * @param version 0: whichever is served; only of the request that begins the sequence
   * @param isFirst whether the sequence begins with it
   * @param isLast whether the sequence ends with it
   * @return empty where it goes on with a sequence, and none of that id is here
   * @throws Fault as {@link Inference#call}
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
   * The plan by which a model keeps a sequence's state.
   *
   * @throws Fault FAILED_PRECONDITION where it cannot
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
            + ", and only a causal one answers steps before the last one has come; send whole"
            + " sequences, without sequence_id");
  }

  /**
   * A sequence begins. It takes the call over, unless its row does not begin.
   *
   * @throws Fault RESOURCE_EXHAUSTED where there are too many
   */
  LiveSequence begin(
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
        new LiveSequence(
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

  /** A sequence has begun: it takes its place, and its first request has its turn. */
  void adopt(Key key, LiveSequence sequence, boolean isLast) {
    var older = register.put(key, sequence);
    if (older != null) {
      older.end();
    }
    if (isLast) {
      register.remove(key, sequence);
    } else if (!inference.isServed(key.model())) {
      // Whoever took the model away may have looked before it had its place.
      end(key, sequence);
    }
    sequence.goOn();
  }

  long nanos() {
    return inference.nanos();
  }

  /** Clients do not find it any more; it answers what it has. */
  void remove(Key key, LiveSequence sequence) {
    register.remove(key, sequence);
  }

  private void end(Key key, LiveSequence sequence) {
    register.remove(key, sequence);
    sequence.end();
  }

  /**
   * How long a sequence of a model may be idle; zero: for ever. A model's configuration may say
   * otherwise than the server's settings.
   */
  public Duration idleTimeout(ServedModel model) {
    return model
        .triton()
        .flatMap(TritonConfig::sequenceBatching)
        .flatMap(TritonConfig.SequenceBatching::maxIdle)
        .map(idle -> idle.compareTo(LONGEST) > 0 ? Duration.ZERO : idle)
        .orElse(config.idleTimeout());
  }

  /** Ends those that have been idle for too long. */
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

  /** A model is not served any more: its sequences end, those at work after what they have. */
  public void endOf(String model) {
    register.forEach((key, sequence) -> {
      if (key.model().equals(model)) {
        end(key, sequence);
      }
    });
  }
}

package dev.unroll.openinference;

import dev.unroll.codec.InputKind;
import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.LivePlan;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ServedModel;
import dev.unroll.repository.TritonConfig;
import dev.unroll.rpc.CallRecord;
import dev.unroll.rpc.RequestMeter;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Urgency;
import dev.unroll.triton.ModelInferRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * The sequences whose state is kept here, by model and id. Any model with a causal plan can have
 * them; nothing need be configured. They belong to no connection: any client that knows the id goes
 * on with it. One that is idle for too long is forgotten.
 *
 * <p>Safe for threads.
 */
final class Sequences {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** What is longer is for ever. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Models models;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final RequestMeter meter;
  private final Statistics statistics;
  private final int most;
  private final Duration idleTimeout;
  private final SequenceRegister register;

  /**
   * @param most how many there may be
   * @param idleTimeout zero: they are kept for ever
   */
  Sequences(
      Models models,
      Scheduler scheduler,
      Ticker ticker,
      RequestMeter meter,
      Statistics statistics,
      int most,
      Duration idleTimeout) {
    this.models = models;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.meter = meter;
    this.statistics = statistics;
    this.most = most;
    this.idleTimeout = idleTimeout;
    this.register = new SequenceRegister(most);
  }

  /**
   * A request of a sequence.
   *
   * @throws Fault INVALID_ARGUMENT where it is not one that can go on, FAILED_PRECONDITION where
   *     its model keeps no state, RESOURCE_EXHAUSTED where there are too many
   */
  Running take(SequenceControl control, ModelInferRequest request, Urgency urgency, Reply reply) {
    var key = new SequenceKey(request.getModelName(), control.id());
    if (control.start()) {
      return start(key, control, request, urgency, reply);
    }
    var sequence = register.get(key);
    if (sequence == null) {
      // An unknown model is the worse mistake.
      try (var lease = models.lease(request.getModelName(), request.getModelVersion())) {
        throw mustStart(key, lease.model());
      }
    }
    CallRecord.found(sequence.model().key());
    var step = step(sequence.model(), control, request, urgency, reply);
    if (!sequence.add(step, control.end())) {
      throw mustStart(key, sequence.model());
    }
    if (control.end()) {
      register.remove(key, sequence);
    }
    return step;
  }

  private Running start(
      SequenceKey key,
      SequenceControl control,
      ModelInferRequest request,
      Urgency urgency,
      Reply reply) {
    var lease = models.lease(request.getModelName(), request.getModelVersion());
    LiveSequence sequence = null;
    try {
      CallRecord.found(lease.model().key());
      var plan = livePlan(lease.model());
      // Before an older sequence of that id is disturbed.
      var step = step(lease.model(), control, request, urgency, reply);
      sequence = begin(key, lease, plan, step, control.end(), urgency);
      adopt(key, sequence, control.end());
      return step;
    } finally {
      if (sequence == null) {
        lease.close();
      }
    }
  }

  private LiveSequence begin(
      SequenceKey key,
      ModelLease lease,
      LivePlan plan,
      SequenceStep first,
      boolean isLast,
      Urgency urgency) {
    if (!register.reserve(key)) {
      meter.rejected("sequences");
      throw Fault.exhausted(
          "the server holds " + most + " sequences, which is its limit", RETRY_AFTER);
    }
    var sequence =
        new LiveSequence(
            lease,
            ticker,
            meter,
            gone -> {
              register.gone(key, gone);
              meter.sequenceClosed(key.model());
            });
    try {
      // The deadline is the request's; the sequence lives on.
      var ofSequence = new Urgency(Long.MAX_VALUE, urgency.patienceNanos());
      sequence.begin(scheduler, plan, first, isLast, ofSequence);
    } catch (RuntimeException | OutOfMemoryError refused) {
      register.release();
      throw refused;
    }
    meter.sequenceOpened(key.model());
    return sequence;
  }

  /** A sequence has begun: it takes its place, and its first request has its turn. */
  private void adopt(SequenceKey key, LiveSequence sequence, boolean isLast) {
    var older = register.put(key, sequence);
    if (older != null) {
      older.end();
    }
    if (isLast) {
      register.remove(key, sequence);
    } else if (!models.isServed(key.model())) {
      // Whoever took the model away may have looked before it had its place.
      end(key, sequence);
    }
    sequence.goOn();
  }

  private static LivePlan livePlan(ServedModel model) {
    Optional<LivePlan> plan =
        model.plan() instanceof AnswerPlan answering ? answering.live() : Optional.empty();
    return plan.orElseThrow(() -> keepsNoState(model));
  }

  private static Optional<String> finding(ServedModel model) {
    return model instanceof AnsweringModel answering
        ? answering.version().finding()
        : Optional.empty();
  }

  private static Fault keepsNoState(ServedModel model) {
    return Fault.failedPrecondition(
        "model '"
            + model.key().name()
            + "' cannot keep a sequence's state between requests: its plan is "
            + model.plan().facts().label()
            + finding(model).map(why -> " (" + why + ")").orElse("")
            + ", and only a causal one answers steps before the last one has come; send whole"
            + " sequences, without sequence_id");
  }

  private SequenceStep step(
      ServedModel model,
      SequenceControl control,
      ModelInferRequest request,
      Urgency urgency,
      Reply reply) {
    var asked = RequestReader.read(models.tensors(model), request);
    if (asked.rows().size() != 1) {
      throw Fault.invalidSentence(
          "inputs",
          "inference request to model '"
              + model.key().name()
              + "' must specify batch-size 1 due to requirements of sequence batcher; it has "
              + asked.rows().size()
              + " rows");
    }
    var kind = asked.rows().get(0).given().kind();
    if (kind != InputKind.TOKEN_IDS && kind != InputKind.VECTORS) {
      throw Fault.invalid(
          "inputs",
          "is "
              + kind.label()
              + "; a sequence goes on with token ids or vectors, since text cannot be cut anywhere");
    }
    if (!asked.states().isEmpty() && !control.start()) {
      throw Fault.invalid(
          "inputs",
          "gives hidden states, which the server keeps for a sequence once it has begun; allowed is"
              + " that with sequence_start");
    }
    var input = Requests.encoded(model, asked, 0);
    long now = ticker.nanos();
    var counted = new CountedReply(reply, statistics, ticker, model, now);
    return new SequenceStep(model, request, asked, input, counted, urgency.deadlineNanos(), now);
  }

  private void end(SequenceKey key, LiveSequence sequence) {
    register.remove(key, sequence);
    sequence.end();
  }

  private Fault mustStart(SequenceKey key, ServedModel model) {
    if (finding(model).isPresent()) {
      return keepsNoState(model);
    }
    var timeout = idleTimeout(model);
    return Fault.invalidSentence(
        "parameters['sequence_start']",
        "inference request for sequence "
            + key.id()
            + " to model '"
            + key.model()
            + "' must specify the START flag on the first request of the sequence; none of that id is"
            + " live"
            + (timeout.isZero()
                ? ""
                : ", and one that is idle for " + timeout.toMillis() / 1e3 + " s is forgotten"));
  }

  /** A model's configuration may say otherwise than the server's settings. */
  private Duration idleTimeout(ServedModel model) {
    return model
        .triton()
        .flatMap(TritonConfig::sequenceBatching)
        .flatMap(TritonConfig.SequenceBatching::maxIdle)
        .map(idle -> idle.compareTo(LONGEST) > 0 ? Duration.ZERO : idle)
        .orElse(idleTimeout);
  }

  /** Ends those that have been idle for too long. */
  void endIdle() {
    long now = ticker.nanos();
    register.forEach((key, sequence) -> {
      var timeout = idleTimeout(sequence.model());
      if (!timeout.isZero() && sequence.endIfIdleSince(now - timeout.toNanos())) {
        register.remove(key, sequence);
        meter.sequenceTimedOut();
      }
    });
  }

  /** A model is not served any more: its sequences end, those at work after what they have. */
  void endOf(String model) {
    register.forEach((key, sequence) -> {
      if (key.model().equals(model)) {
        end(key, sequence);
      }
    });
  }

  Duration idleTimeout() {
    return idleTimeout;
  }
}

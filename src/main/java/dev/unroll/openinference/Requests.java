package dev.unroll.openinference;

import dev.unroll.codec.Encoded;
import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.openinference.TensorSpec.Meaning;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.GeneratingModel;
import dev.unroll.repository.ModelOutput;
import dev.unroll.repository.ServedModel;
import dev.unroll.rpc.CallDeadline;
import dev.unroll.rpc.CallRecord;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Urgency;
import dev.unroll.schedule.Work;
import dev.unroll.triton.ModelInferRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From a request to rows of the scheduler, and from their answers to its reply. */
final class Requests {
  private static final String TIMEOUT = "timeout";
  private static final String PRIORITY = "priority";
  private static final String STREAM = "stream";

  /** A row of priority 4 is in as much of a hurry as one without a priority. */
  private static final double USUAL_PRIORITY = 4;

  private static final long LAST_PRIORITY = 64;

  private final Models models;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final Sequences sequences;
  private final Statistics statistics;

  Requests(
      Models models,
      Scheduler scheduler,
      Ticker ticker,
      Sequences sequences,
      Statistics statistics) {
    this.models = models;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.sequences = sequences;
    this.statistics = statistics;
  }

  /**
   * Begins a request.
   *
   * @param deadlineNanos of the call it came in, on the ticker's scale
   * @param canStream whether the reply takes parts
   * @throws Fault where it does not fit, or is not let in; the reply is told nothing then
   */
  Running begin(ModelInferRequest request, long deadlineNanos, boolean canStream, Reply reply) {
    long start = ticker.nanos();
    try {
      return begin(request, deadlineNanos, canStream, reply, start);
    } catch (RuntimeException | OutOfMemoryError refused) {
      models
          .seen(request.getModelName())
          .ifPresent(model -> statistics.failed(model, ticker.nanos() - start));
      throw refused;
    }
  }

  private Running begin(
      ModelInferRequest request,
      long deadlineNanos,
      boolean canStream,
      Reply reply,
      long startNanos) {
    var parameters = new Parameters(request.getParametersMap());
    parameters.refuseReserved();
    var urgency = urgency(parameters, deadlineNanos);
    var control = SequenceControl.of(request);
    if (control.isPresent()) {
      return sequences.take(control.get(), request, urgency, reply);
    }
    var lease = models.lease(request.getModelName(), request.getModelVersion());
    boolean taken = false;
    try {
      CallRecord.found(lease.model().key());
      var asked = RequestReader.read(models.tensors(lease.model()), request);
      var jobs = jobs(lease.model(), asked, parameters, canStream);
      var counted = new CountedReply(reply, statistics, ticker, lease.model(), startNanos);
      taken = true;
      return RowGroup.submit(
          scheduler,
          lease,
          jobs,
          urgency,
          new Packing(lease.model(), request, asked, counted, ticker));
    } finally {
      if (!taken) {
        lease.close();
      }
    }
  }

  private Urgency urgency(Parameters parameters, long deadlineNanos) {
    long deadline = deadlineNanos;
    var timeout = parameters.whole(TIMEOUT);
    if (timeout.isPresent() && timeout.getAsLong() < 0) {
      throw Fault.invalid(
          "parameters['timeout']",
          "is " + timeout.getAsLong() + "; allowed are microseconds, and 0 for none");
    }
    if (timeout.orElse(0) > 0) {
      long left = TimeUnit.MICROSECONDS.toNanos(timeout.getAsLong());
      deadline = Math.min(deadline, CallDeadline.after(ticker.nanos(), left));
    }
    long priority = parameters.whole(PRIORITY).orElse(0);
    if (priority < 0) {
      throw Fault.invalid(
          "parameters['priority']", "is " + priority + "; allowed are 0 and more, 1 is soonest");
    }
    var urgency = Urgency.by(deadline);
    return priority == 0
        ? urgency
        : urgency.patient(Math.min(LAST_PRIORITY, priority) / USUAL_PRIORITY);
  }

  private static List<RowGroup.Job> jobs(
      ServedModel model, Asked asked, Parameters parameters, boolean canStream) {
    int rows = asked.rows().size();
    var jobs = new ArrayList<RowGroup.Job>(rows);
    boolean inPieces = parameters.truth(STREAM);
    if (inPieces && !(canStream && rows == 1 && model.output() instanceof ModelOutput.Generated)) {
      throw Fault.invalid(
          "parameters['stream']",
          "is set; it goes with ModelStreamInfer, one row, and a model that generates");
    }
    for (int row = 0; row < rows; row++) {
      var input = encoded(model, asked, row);
      jobs.add(
          model instanceof GeneratingModel generating
              ? generating(generating, input, parameters, inPieces)
              : answering((AnsweringModel) model, asked, input, row));
    }
    return jobs;
  }

  static Encoded encoded(ServedModel model, Asked asked, int row) {
    var given = asked.rows().get(row);
    try {
      return model.input().encode(given.given());
    } catch (Fault fault) {
      throw RowFaults.of(fault, given, model.key().name(), row, asked.rows().size());
    }
  }

  private static RowGroup.Job answering(AnsweringModel model, Asked asked, Encoded input, int row) {
    return new RowGroup.Job(
        new Work.Answer(
            model.version(), input.sequence(), asked.states(row), asked.wants(Meaning.STATE)),
        end -> new AnsweredRow(model.output(), asked, input, end));
  }

  private static RowGroup.Job generating(
      GeneratingModel model, Encoded input, Parameters parameters, boolean inPieces) {
    var output = model.output();
    var options = GenerationParameters.options(parameters, output.defaults());
    return new RowGroup.Job(
        new Work.Generate(model.plan(), model.costs(), input.sequence(), options),
        end -> new GeneratedRow(output, inPieces, end));
  }
}

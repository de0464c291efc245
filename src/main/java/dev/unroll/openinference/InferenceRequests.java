package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.CallDeadline;
import dev.unroll.grpc.CallRecord;
import dev.unroll.grpc.ContextCaller;
import dev.unroll.inference.Cancellable;
import dev.unroll.inference.Candidates;
import dev.unroll.inference.PredictionOptions;
import dev.unroll.openinference.admin.Statistics;
import dev.unroll.openinference.tensor.CandidateOutputs;
import dev.unroll.openinference.tensor.ModelLookup;
import dev.unroll.openinference.tensor.Parameters;
import dev.unroll.openinference.tensor.ParsedRequest;
import dev.unroll.openinference.tensor.RequestReader;
import dev.unroll.openinference.tensor.SequenceControl;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelInferRequest;
import java.util.concurrent.TimeUnit;

/** Begins the work for requests. */
final class InferenceRequests {
  private static final String TIMEOUT = "timeout";
  private static final String PRIORITY = "priority";
  private static final String STREAM = "stream";

  /** Priority 4 is as urgent as no priority. */
  private static final double USUAL_PRIORITY = 4;

  private static final long LAST_PRIORITY = 64;

  private final ModelLookup modelLookup;
  private final SequenceRequests sequences;
  private final Statistics statistics;
  private final Ticker ticker;

  InferenceRequests(
      ModelLookup modelLookup, SequenceRequests sequences, Statistics statistics, Ticker ticker) {
    this.modelLookup = modelLookup;
    this.sequences = sequences;
    this.statistics = statistics;
    this.ticker = ticker;
  }

  /**
   * Begins a request.
   *
   * @param deadlineNanos the call's deadline, on the ticker's scale
   * @param canStream whether the response sink takes parts
   * @throws Fault if the request is invalid or refused; the sink is not called then
   */
  Cancellable begin(
      ModelInferRequest request, long deadlineNanos, boolean canStream, ResponseSink responseSink) {
    long start = ticker.nanos();
    try {
      var parameters = new Parameters(request.getParametersMap());
      parameters.refuseReserved();
      var priority = priority(parameters, deadlineNanos);
      var control = SequenceControl.of(request);
      return control.isPresent()
          ? sequences.begin(control.get(), request, priority, responseSink, start)
          : begin(request, parameters, priority, canStream, responseSink, start);
    } catch (RuntimeException | OutOfMemoryError refused) {
      modelLookup
          .seen(request.getModelName())
          .ifPresent(model -> statistics.failed(model, ticker.nanos() - start));
      throw refused;
    }
  }

  /** Begins a request of whole sequences. */
  private Cancellable begin(
      ModelInferRequest request,
      Parameters parameters,
      Priority priority,
      boolean canStream,
      ResponseSink responseSink,
      long startNanos) {
    try (var call = modelLookup.call(request.getModelName(), request.getModelVersion())) {
      var model = call.model();
      CallRecord.found(model.key());
      var parsedRequest = RequestReader.read(modelLookup.tensors(model), request);
      boolean isStreamed = isStreamed(model, parsedRequest, parameters, canStream);
      var caller = ContextCaller.current(priority.deadlineNanos(), ticker);
      for (int row = 0; row < parsedRequest.rows().size(); row++) {
        try {
          call.add(parsedRequest.rows().get(row).rawInput(), parsedRequest.states(row), caller);
        } catch (Fault fault) {
          throw RowFaults.of(fault, parsedRequest, row, model.key().name());
        }
      }
      var counted = new CountedResponseSink(responseSink, statistics, ticker, model, startNanos);
      counted.submitted();
      return call.predict(
          options(model, parsedRequest, parameters),
          priority,
          new ResponseListener(model, request, parsedRequest, isStreamed, counted, ticker));
    }
  }

  private static PredictionOptions options(
      ServedModel model, ParsedRequest parsedRequest, Parameters parameters) {
    return model.match(
        answering -> answering(parsedRequest, parameters),
        generating ->
            PredictionOptions.generating(GenerationParameters.settings(parameters), false)
                .among(candidates(parsedRequest, parameters)));
  }

  /**
   * Returns the options for a model that answers. The protocol's response has room for one label,
   * but for all candidates.
   */
  static PredictionOptions answering(ParsedRequest parsedRequest, Parameters parameters) {
    return PredictionOptions.answering(
            parsedRequest.wantsMeaning(),
            CandidateOutputs.areWanted(parsedRequest) ? 0 : 1,
            parsedRequest.wants(Meaning.STATE))
        .among(candidates(parsedRequest, parameters));
  }

  private static Candidates candidates(ParsedRequest parsedRequest, Parameters parameters) {
    var texts = parameters.texts(CandidateOutputs.PARAMETER);
    CandidateOutputs.check(parsedRequest, texts.size());
    return new Candidates(texts, "parameters['" + CandidateOutputs.PARAMETER + "']");
  }

  private static boolean isStreamed(
      ServedModel model, ParsedRequest parsedRequest, Parameters parameters, boolean canStream) {
    boolean isStreamed = parameters.truth(STREAM);
    boolean generates = model.match(answering -> false, generating -> true);
    if (isStreamed && !(canStream && parsedRequest.rows().size() == 1 && generates)) {
      throw Fault.invalid(
          "parameters['stream']",
          "is set; it needs ModelStreamInfer, one row, and a model that generates");
    }
    return isStreamed;
  }

  private Priority priority(Parameters parameters, long deadlineNanos) {
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
          "parameters['priority']",
          "is " + priority + "; allowed are numbers from 0, of which 1 is the most urgent");
    }
    return priority == 0
        ? Priority.by(deadline)
        : Priority.by(deadline).patient(Math.min(LAST_PRIORITY, priority) / USUAL_PRIORITY);
  }
}

package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.CallRecord;
import dev.unroll.inference.Cancellable;
import dev.unroll.inference.PredictionOptions;
import dev.unroll.inference.sequence.ContinuedSequences;
import dev.unroll.inference.sequence.SequenceTurn;
import dev.unroll.openinference.admin.Statistics;
import dev.unroll.openinference.tensor.ModelLookup;
import dev.unroll.openinference.tensor.Parameters;
import dev.unroll.openinference.tensor.ParsedRequest;
import dev.unroll.openinference.tensor.RequestReader;
import dev.unroll.openinference.tensor.SequenceControl;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelInferRequest;
import java.util.Optional;

/** Begins the requests of sequences whose states are kept. */
final class SequenceRequests {
  private final ModelLookup modelLookup;
  private final ContinuedSequences continuedSequences;
  private final Statistics statistics;
  private final Ticker ticker;

  SequenceRequests(
      ModelLookup modelLookup,
      ContinuedSequences continuedSequences,
      Statistics statistics,
      Ticker ticker) {
    this.modelLookup = modelLookup;
    this.continuedSequences = continuedSequences;
    this.statistics = statistics;
    this.ticker = ticker;
  }

  /**
   * Begins a request.
   *
   * @param startNanos when it arrived
   * @throws Fault INVALID_ARGUMENT if the request is wrong or its sequence does not exist,
   *     FAILED_PRECONDITION if its model keeps no states, RESOURCE_EXHAUSTED if there are too many
   *     sequences
   */
  Cancellable begin(
      SequenceControl control,
      ModelInferRequest request,
      Priority priority,
      ResponseSink responseSink,
      long startNanos) {
    var key = new ContinuedSequences.Key(request.getModelName(), control.id());
    try (var turn = turn(key, control, request)) {
      var model = turn.model();
      CallRecord.found(model.key());
      var parsedRequest = RequestReader.read(modelLookup.tensors(model), request);
      check(parsedRequest, turn);
      var counted = new CountedResponseSink(responseSink, statistics, ticker, model, startNanos);
      counted.submitted();
      var listener = new ResponseListener(model, request, parsedRequest, false, counted, ticker);
      var options =
          InferenceRequests.answering(parsedRequest, new Parameters(request.getParametersMap()));
      return take(turn, parsedRequest, options, priority, listener)
          .orElseThrow(() -> mustStart(key, model));
    }
  }

  private static Optional<Cancellable> take(
      SequenceTurn turn,
      ParsedRequest parsedRequest,
      PredictionOptions options,
      Priority priority,
      ResponseListener listener) {
    var rawInput = parsedRequest.rows().get(0).rawInput();
    try {
      return turn.take(rawInput, parsedRequest.states(0), options, priority, listener);
    } catch (Fault fault) {
      throw RowFaults.of(fault, parsedRequest, 0, turn.model().key().name());
    }
  }

  private SequenceTurn turn(
      ContinuedSequences.Key key, SequenceControl control, ModelInferRequest request) {
    var name = request.getModelName();
    var version = request.getModelVersion();
    long number = control.start() ? ModelLookup.number(name, version) : 0;
    Optional<SequenceTurn> turn;
    try {
      turn = continuedSequences.turn(key, number, control.start(), control.end());
    } catch (Fault fault) {
      throw ModelLookup.unknown(fault, name, version);
    }
    return turn.orElseThrow(() -> mustStart(key, name, version));
  }

  private static void check(ParsedRequest parsedRequest, SequenceTurn turn) {
    if (parsedRequest.rows().size() != 1) {
      throw Fault.invalidSentence(
          "inputs",
          "inference request to model '"
              + turn.model().key().name()
              + "' must specify batch-size 1 due to requirements of sequence batcher; it has "
              + parsedRequest.rows().size()
              + " rows");
    }
    if (!parsedRequest.states().isEmpty() && !turn.isFirst()) {
      throw Fault.invalid(
          "inputs",
          "gives hidden states, but the server keeps them once a sequence has begun; give them"
              + " only with sequence_start");
    }
  }

  private Fault mustStart(ContinuedSequences.Key key, String name, String version) {
    // An unknown model is reported first.
    try (var call = modelLookup.call(name, version)) {
      return mustStart(key, call.model());
    }
  }

  private Fault mustStart(ContinuedSequences.Key key, ServedModel model) {
    // A model that keeps no states, or none any more, is reported before an unknown sequence.
    var unused = continuedSequences.livePlan(model);
    var timeout = continuedSequences.idleTimeout(model);
    return Fault.invalidSentence(
        "parameters['sequence_start']",
        "inference request for sequence "
            + key.id()
            + " to model '"
            + key.model()
            + "' must specify the START flag on the first request of the sequence; none of that"
            + " id is live"
            + (timeout.isZero()
                ? ""
                : ", and a sequence that is idle for " + timeout.toMillis() / 1e3 + " s is ended"));
  }
}

package dev.unroll.openinference;

import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import dev.unroll.openinference.tensor.ModelLookup;
import dev.unroll.triton.ModelInferRequest;

/** Counts each request of a stream as a call in the metrics. */
record StreamMeter(ModelLookup modelLookup, RequestMeter meter, Ticker ticker) {
  private static final String METHOD = "inference.GRPCInferenceService/ModelStreamInfer/request";

  void answered(ModelInferRequest request, String code, long startNanos) {
    // Uses the names of known models only, since a metric's label must have few values.
    var model = modelLookup.seen(request.getModelName());
    meter.finished(
        METHOD,
        model.isEmpty() ? "" : model.get().name(),
        model.isEmpty() ? 0 : model.get().version(),
        code,
        ticker.nanos() - startNanos);
  }
}

package dev.unroll.openinference;

import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import dev.unroll.openinference.tensor.ModelCalls;
import dev.unroll.triton.ModelInferRequest;

/**
 * Counts the requests of streams: to whoever watches, each of them is a call, and the stream that
 * they come in only their carrier.
 */
record StreamMeter(ModelCalls modelCalls, RequestMeter meter, Ticker ticker) {
  private static final String METHOD = "inference.GRPCInferenceService/ModelStreamInfer/request";

  void answered(ModelInferRequest request, String code, long startNanos) {
    // Never what a client has made up: labels have few values.
    var model = modelCalls.seen(request.getModelName());
    meter.finished(
        METHOD,
        model.isEmpty() ? "" : model.get().name(),
        model.isEmpty() ? 0 : model.get().version(),
        code,
        ticker.nanos() - startNanos);
  }
}

package dev.unroll.openinference;

import dev.unroll.triton.InferParameter;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelStreamInferResponse;
import io.grpc.Status;

/** Makes the messages of a stream; each tells whether it is the last of its request. */
final class StreamItems {
  private static final String FINAL = "triton_final_response";

  private StreamItems() {}

  static ModelStreamInferResponse part(ModelInferResponse response) {
    return answer(response, false);
  }

  static ModelStreamInferResponse last(ModelInferResponse response) {
    return answer(response, true);
  }

  private static ModelStreamInferResponse answer(ModelInferResponse response, boolean isLast) {
    return ModelStreamInferResponse.newBuilder()
        .setInferResponse(finished(response.toBuilder(), isLast))
        .build();
  }

  static ModelStreamInferResponse failed(ModelInferRequest request, Status status) {
    var id = ModelInferResponse.newBuilder().setId(request.getId());
    return ModelStreamInferResponse.newBuilder()
        .setErrorMessage(String.valueOf(status.getDescription()))
        .setInferResponse(finished(id, true))
        .build();
  }

  private static ModelInferResponse.Builder finished(
      ModelInferResponse.Builder response, boolean isLast) {
    return response.putParameters(FINAL, InferParameter.newBuilder().setBoolParam(isLast).build());
  }
}

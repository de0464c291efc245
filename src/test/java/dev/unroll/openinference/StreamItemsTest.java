package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelStreamInferResponse;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

class StreamItemsTest {
  private static final ModelInferResponse RESPONSE =
      ModelInferResponse.newBuilder().setId("r").setModelName("m").build();

  private static boolean isLast(ModelStreamInferResponse item) {
    return item.getInferResponse().getParametersOrThrow("triton_final_response").getBoolParam();
  }

  @Test
  void answer_saysWhetherItIsTheLast() {
    assertFalse(isLast(StreamItems.part(RESPONSE)));
    var last = StreamItems.last(RESPONSE);
    assertTrue(isLast(last));
    assertEquals("", last.getErrorMessage());
    assertEquals(RESPONSE, last.getInferResponse().toBuilder().clearParameters().build());
  }

  @Test
  void failure_isTheLast_andSaysOfWhichRequest() {
    var request = ModelInferRequest.newBuilder().setId("r").build();
    var item = StreamItems.failed(request, Status.INTERNAL.withDescription("it broke"));
    assertEquals("it broke", item.getErrorMessage());
    assertEquals("r", item.getInferResponse().getId());
    assertTrue(isLast(item));
  }

  @Test
  void failureWithoutWords_isNoAnswerAllTheSame() {
    var item = StreamItems.failed(ModelInferRequest.getDefaultInstance(), Status.INTERNAL);
    assertFalse(item.getErrorMessage().isEmpty());
  }
}

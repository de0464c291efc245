package dev.unroll.openinference;

import dev.unroll.grpc.admission.HeldBytes;
import dev.unroll.triton.ModelStreamInferResponse;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The responses to one request of a stream that wait until they can be sent. Their bytes count
 * towards the limit of all calls, since a client that does not read makes the server hold them.
 *
 * <p>Guarded by the stream.
 */
final class ResponseQueue {
  private final HeldBytes heldBytes;
  private final Queue<ModelStreamInferResponse> responses = new ArrayDeque<>(1);

  /**
   * @param heldBytes the account of the stream; what is left there is free when the stream ends
   */
  ResponseQueue(HeldBytes heldBytes) {
    this.heldBytes = heldBytes;
  }

  void add(ModelStreamInferResponse response) {
    heldBytes.add(response.getSerializedSize());
    responses.add(response);
  }

  /** Returns the oldest response, which is not held any more; null if there is none. */
  @Nullable ModelStreamInferResponse poll() {
    var response = responses.poll();
    if (response != null) {
      heldBytes.add(-response.getSerializedSize());
    }
    return response;
  }
}

package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.triton.ModelInferResponse;

/** Sends the one response of a ModelInfer call. */
record UnaryResponseSink(ResponseSender<ModelInferResponse> client) implements ResponseSink {
  @Override
  public void part(ModelInferResponse response) {
    throw Fault.internal("a unary call got a part of an answer", null);
  }

  @Override
  public void answer(ModelInferResponse response) {
    client.send(response);
    client.finish();
  }

  @Override
  public void fail(Throwable why) {
    client.fail(why);
  }
}

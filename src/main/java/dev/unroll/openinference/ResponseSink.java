package dev.unroll.openinference;

import dev.unroll.triton.ModelInferResponse;

/** Where a request's answer goes: exactly one of the last two ends it, on whatever thread. */
interface ResponseSink {
  /** More comes. Only for requests that ask for pieces. */
  void part(ModelInferResponse response);

  void answer(ModelInferResponse response);

  void fail(Throwable why);
}

package dev.unroll.openinference;

import dev.unroll.triton.ModelInferResponse;

/**
 * Gets the responses of a request, on any thread. Exactly one of {@link #answer} and {@link #fail}
 * comes last.
 */
interface ResponseSink {
  /** Called with a part of the answer; only for requests of a stream. */
  void part(ModelInferResponse response);

  void answer(ModelInferResponse response);

  void fail(Throwable why);
}

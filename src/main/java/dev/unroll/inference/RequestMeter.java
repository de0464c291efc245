package dev.unroll.inference;

import dev.unroll.core.ModelKey;

/**
 * What the services tell about calls. Alert on codes that are the server's own: INTERNAL,
 * UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED.
 */
public interface RequestMeter {
  /** Tells nobody. */
  RequestMeter NOOP = new RequestMeter() {};

  /**
   * A call has ended.
   *
   * @param method "unroll.v1.SequenceInference/ManyToOne"
   * @param model the model's name, or empty where the call never found one
   * @param version the version that answered, or 0
   * @param code the canonical code's name: "OK", "NOT_FOUND"
   */
  default void finished(String method, String model, long version, String code, long nanos) {}

  /** A StreamManyToMany has found its model. */
  default void streamOpened(String model) {}

  /** It takes no more input. */
  default void streamClosed(String model) {}

  /** A live stream's first message with steps was answered so long after it came. */
  default void firstStep(ModelKey model, long nanos) {}

  /** A live stream's later message with steps was answered so long after it came. */
  default void stepGap(ModelKey model, long nanos) {}

  /** A sequence whose state is kept between requests has begun. */
  default void sequenceOpened(String model) {}

  /** Its state is kept no longer. */
  default void sequenceClosed(String model) {}

  /** A sequence was forgotten since no request went on with it for too long. */
  default void sequenceTimedOut() {}

  /** A stream was ended since its client was silent for too long. */
  default void streamTimedOut() {}

  /** A call was refused, for that reason. */
  default void rejected(String reason) {}
}

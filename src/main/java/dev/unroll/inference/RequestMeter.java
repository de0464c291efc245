package dev.unroll.inference;

import dev.unroll.core.ModelKey;

/**
 * Metrics of calls. Alert on the codes that are the server's fault: INTERNAL, UNAVAILABLE,
 * RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED.
 */
public interface RequestMeter {
  /** Does nothing. */
  RequestMeter NOOP = new RequestMeter() {};

  /**
   * A call has ended.
   *
   * @param method the full name, such as "unroll.v1.SequenceInference/ManyToOne"
   * @param model the model's name, or empty if the call did not find one
   * @param version the version that answered, or 0
   * @param code the name of the canonical code, such as "OK" or "NOT_FOUND"
   */
  default void finished(String method, String model, long version, String code, long nanos) {}

  /** A StreamManyToMany has found its model. */
  default void streamOpened(String model) {}

  /** Such a stream takes no more input. */
  default void streamClosed(String model) {}

  /** A live stream's first message with steps was answered that long after it arrived. */
  default void firstStep(ModelKey model, long nanos) {}

  /** A live stream's later message with steps was answered that long after it arrived. */
  default void stepGap(ModelKey model, long nanos) {}

  /** A sequence whose states are kept between requests has begun. */
  default void sequenceOpened(String model) {}

  /** The states of such a sequence are not kept any more. */
  default void sequenceClosed(String model) {}

  /** A sequence was ended since it waited too long for its next request. */
  default void sequenceTimedOut() {}

  /** A stream was ended since its client was idle for too long. */
  default void streamTimedOut() {}

  /**
   * A call's request has been read completely, and its work begins.
   *
   * @param door "control", "admin" or "inference"
   * @param nanos since its headers were read
   */
  default void entered(String door, long nanos) {}

  /** A call was refused for that reason. */
  default void rejected(String reason) {}
}

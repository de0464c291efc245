package dev.unroll.runtime;

import java.util.regex.Pattern;

/**
 * ONNX Runtime's reason for a failure, without the places in its own source. They do not help a
 * user to correct a graph or a request.
 */
final class OrtReason {
  /** {@code /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/gather.cc:123 }. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:[A-Za-z]:)?[\\w.+-]*[/\\\\][\\w./\\\\+-]+\\.(?:cc|cpp|cuh?|hpp|h):\\d+ ?");

  /**
   * The C++ function there: {@code onnxruntime::common::Status onnxruntime::Gather::F(...) const }.
   */
  private static final Pattern FUNCTION =
      Pattern.compile(
          "\\G[^()'\"]*?\\bonnxruntime::[\\w:<>~]+\\([^()]*\\)(?: const)?(?: \\[with [^\\]]*\\])? ?");

  /** As the C++ library says it, ONNX Runtime's arena, and CUDA. */
  private static final Pattern OF_MEMORY =
      Pattern.compile("std::bad_alloc|Failed to allocate memory|out of memory");

  private OrtReason() {}

  static String of(Throwable failure) {
    return withoutPlaces(String.valueOf(failure.getMessage()));
  }

  /** Whether an allocation has failed, on the processor or on a device. */
  static boolean isOfMemory(Throwable failure) {
    return OF_MEMORY.matcher(String.valueOf(failure.getMessage())).find();
  }

  static String withoutPlaces(String message) {
    var told = new StringBuilder();
    var place = PLACE.matcher(message);
    int from = 0;
    while (place.find(from)) {
      told.append(message, from, place.start());
      var function = FUNCTION.matcher(message).region(place.end(), message.length());
      from = function.find() ? function.end() : place.end();
    }
    return told.append(message.substring(from)).toString();
  }
}

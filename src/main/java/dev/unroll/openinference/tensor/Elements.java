package dev.unroll.openinference.tensor;

import com.google.protobuf.ByteString;
import java.util.List;

/** A tensor's elements, row-major. */
sealed interface Elements {
  /** Of FP16, FP32 and FP64. */
  record Floats(float[] values) implements Elements {}

  /** Of INT32 and INT64. */
  record Longs(long[] values) implements Elements {}

  /** Of BYTES. */
  record Texts(List<ByteString> values) implements Elements {}
}

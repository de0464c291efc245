package dev.unroll.openinference.tensor;

import com.google.protobuf.ByteString;
import java.util.List;

/** A tensor's elements, row-major. */
sealed interface TensorElements {
  /** Of FP16, FP32 and FP64. */
  record Floats(float[] values) implements TensorElements {}

  /** Of INT32 and INT64. */
  record Longs(long[] values) implements TensorElements {}

  /** Of BYTES. */
  record Texts(List<ByteString> values) implements TensorElements {}
}

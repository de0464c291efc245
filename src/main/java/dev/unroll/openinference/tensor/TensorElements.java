package dev.unroll.openinference.tensor;

import com.google.protobuf.ByteString;
import java.util.List;

/** A tensor's elements in row-major order. */
sealed interface TensorElements {
  /** The elements of FP16, FP32 and FP64. */
  record Floats(float[] values) implements TensorElements {}

  /** The elements of integers of any size, and of BOOL as 0 and 1. */
  record Longs(long[] values) implements TensorElements {}

  /** The elements of BYTES. */
  record Texts(List<ByteString> values) implements TensorElements {}
}

package dev.unroll.runtime;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * A tensor's numbers outside of ONNX Runtime: a type, a shape and a buffer that holds exactly their
 * product, row-major. Blocks of a {@link Workspace} are views of its memory: they hold until its
 * next use.
 *
 * @param data the buffer that goes with the type: of floats, halves' bits, doubles, longs or ints,
 *     from position 0
 */
public record Block(ElementType type, long[] shape, Buffer data) {
  /** The numbers of a {@link ElementType#FLOAT32} block. */
  public FloatBuffer floats() {
    return (FloatBuffer) data;
  }

  /** The bits of a {@link ElementType#FLOAT16} block; {@link HalfFloat} reads and writes them. */
  public ShortBuffer halves() {
    return (ShortBuffer) data;
  }

  /** The numbers of a {@link ElementType#FLOAT64} block. */
  public DoubleBuffer doubles() {
    return (DoubleBuffer) data;
  }

  /** The numbers of an {@link ElementType#INT64} block. */
  public LongBuffer longs() {
    return (LongBuffer) data;
  }

  /** The numbers of an {@link ElementType#INT32} block. */
  public IntBuffer ints() {
    return (IntBuffer) data;
  }
}

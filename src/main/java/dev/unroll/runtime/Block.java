package dev.unroll.runtime;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * A tensor outside ONNX Runtime: an element type, a shape, and a buffer that holds exactly the
 * shape's elements, row-major. A block of a {@link Workspace} is a view of its memory and is valid
 * until the workspace's next use.
 *
 * @param data the elements from position 0, in a buffer that fits the type; halves are shorts
 */
public record Block(ElementType type, long[] shape, Buffer data) {
  /** Returns the elements of a {@link ElementType#FLOAT32} block. */
  public FloatBuffer floats() {
    return (FloatBuffer) data;
  }

  /** Returns the bits of a {@link ElementType#FLOAT16} block, for {@link HalfFloat}. */
  public ShortBuffer halves() {
    return (ShortBuffer) data;
  }

  /** Returns the elements of a {@link ElementType#FLOAT64} block. */
  public DoubleBuffer doubles() {
    return (DoubleBuffer) data;
  }

  /** Returns the elements of an {@link ElementType#INT64} block. */
  public LongBuffer longs() {
    return (LongBuffer) data;
  }

  /** Returns the elements of an {@link ElementType#INT32} block. */
  public IntBuffer ints() {
    return (IntBuffer) data;
  }

  /** Returns the elements of an {@link ElementType#INT16} block. */
  public ShortBuffer shorts() {
    return (ShortBuffer) data;
  }

  /**
   * Returns the elements of an {@link ElementType#INT8}, {@link ElementType#UINT8} or {@link
   * ElementType#BOOL} block.
   */
  public ByteBuffer bytes() {
    return (ByteBuffer) data;
  }
}

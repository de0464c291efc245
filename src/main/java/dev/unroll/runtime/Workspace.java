package dev.unroll.runtime;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The direct buffers of one lane. Inputs are gathered into them, and ONNX Runtime writes its
 * outputs into them. So a slice needs no allocation and no copy between the heap and native memory.
 * All graphs that the lane runs share the buffers, which grow to the largest slice. A buffer over
 * {@link #KEEP_BYTES} is freed after use, so that one large slice does not hold its memory forever.
 *
 * <p>Not thread-safe: its lane owns it.
 */
public final class Workspace {
  private static final int KEEP_BYTES = 16 << 20;

  private final List<ByteBuffer> inputs = new ArrayList<>();
  private final List<ByteBuffer> outputs = new ArrayList<>();

  /**
   * Returns the block to fill for the graph's input at that place. Its content is undefined.
   *
   * @throws IllegalArgumentException if it would hold more than 2 GiB
   */
  public Block input(int place, ElementType type, long... shape) {
    return block(inputs, place, type, shape);
  }

  Block output(int place, ElementType type, long... shape) {
    return block(outputs, place, type, shape);
  }

  private static Block block(List<ByteBuffer> buffers, int place, ElementType type, long[] shape) {
    double bytes = type.bytes();
    for (long size : shape) {
      bytes *= size;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a tensor of %s%s takes %.0f bytes, more than the limit of %d"
              .formatted(type.label(), Arrays.toString(shape), bytes, Integer.MAX_VALUE));
    }
    var buffer = memory(buffers, place, (int) bytes);
    return new Block(type, shape, view(buffer, type, (int) bytes / type.bytes()));
  }

  private static ByteBuffer memory(List<ByteBuffer> buffers, int place, int bytes) {
    while (buffers.size() <= place) {
      buffers.add(ByteBuffer.allocateDirect(0));
    }
    var kept = buffers.get(place);
    if (kept.capacity() >= bytes) {
      return kept;
    }
    var grown =
        ByteBuffer.allocateDirect(
            bytes > KEEP_BYTES ? bytes : Math.min(KEEP_BYTES, Integer.highestOneBit(bytes) * 2));
    if (bytes <= KEEP_BYTES) {
      buffers.set(place, grown);
    }
    return grown;
  }

  private static Buffer view(ByteBuffer buffer, ElementType type, int elements) {
    var ordered = buffer.duplicate().order(ByteOrder.nativeOrder());
    return switch (type) {
      case FLOAT32 -> ordered.asFloatBuffer().limit(elements);
      case FLOAT16, INT16 -> ordered.asShortBuffer().limit(elements);
      case FLOAT64 -> ordered.asDoubleBuffer().limit(elements);
      case INT64 -> ordered.asLongBuffer().limit(elements);
      case INT32 -> ordered.asIntBuffer().limit(elements);
      case INT8, UINT8, BOOL -> ordered.limit(elements);
    };
  }
}

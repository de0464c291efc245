package dev.unroll.plan.stage;

import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Reads and writes the elements of a block of integers, whatever their size, as longs. */
sealed interface IntegerElements {
  /** Returns an element; that of a boolean is 0 or 1. */
  long get(int place);

  /**
   * Writes an element.
   *
   * @throws ArithmeticException if the block's type cannot hold the value; what clients send has
   *     been checked before
   */
  void put(int place, long value);

  static IntegerElements of(Block block) {
    return switch (block.type()) {
      case INT64 -> new Longs(block.longs());
      case INT32 -> new Ints(block.ints());
      case INT16 -> new Shorts(block.shorts());
      case INT8 -> new SignedBytes(block.bytes());
      case UINT8 -> new UnsignedBytes(block.bytes());
      case BOOL -> new Booleans(block.bytes());
      case FLOAT32, FLOAT16, FLOAT64 ->
          throw new IllegalArgumentException("a block of " + block.type().label());
    };
  }

  private static long held(ElementType type, long value) {
    if (!type.holds(value)) {
      throw new ArithmeticException(
          "%d does not fit %s, which holds %d to %d"
              .formatted(value, type.label(), type.least(), type.most()));
    }
    return value;
  }

  /** Elements of eight bytes. */
  record Longs(LongBuffer elements) implements IntegerElements {
    @Override
    public long get(int place) {
      return elements.get(place);
    }

    @Override
    public void put(int place, long value) {
      elements.put(place, value);
    }
  }

  /** Elements of four bytes. */
  record Ints(IntBuffer elements) implements IntegerElements {
    @Override
    public long get(int place) {
      return elements.get(place);
    }

    @Override
    public void put(int place, long value) {
      elements.put(place, (int) held(ElementType.INT32, value));
    }
  }

  /** Elements of two bytes. */
  record Shorts(ShortBuffer elements) implements IntegerElements {
    @Override
    public long get(int place) {
      return elements.get(place);
    }

    @Override
    public void put(int place, long value) {
      elements.put(place, (short) held(ElementType.INT16, value));
    }
  }

  /** Elements of one byte with a sign. */
  record SignedBytes(ByteBuffer elements) implements IntegerElements {
    @Override
    public long get(int place) {
      return elements.get(place);
    }

    @Override
    public void put(int place, long value) {
      elements.put(place, (byte) held(ElementType.INT8, value));
    }
  }

  /** Elements of one byte without a sign. */
  record UnsignedBytes(ByteBuffer elements) implements IntegerElements {
    @Override
    public long get(int place) {
      return Byte.toUnsignedLong(elements.get(place));
    }

    @Override
    public void put(int place, long value) {
      elements.put(place, (byte) held(ElementType.UINT8, value));
    }
  }

  /** Elements that are true or false. Any byte but zero is true. */
  record Booleans(ByteBuffer elements) implements IntegerElements {
    @Override
    public long get(int place) {
      return elements.get(place) == 0 ? 0 : 1;
    }

    @Override
    public void put(int place, long value) {
      elements.put(place, (byte) held(ElementType.BOOL, value));
    }
  }
}

package dev.unroll.plan;

import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.HalfFloat;
import java.util.Objects;

/** Copies between a row's arrays and blocks, in the bulk runs that a {@link Layout} finds. */
final class Transfer {
  private Transfer() {}

  /**
   * Writes steps of a row's channel into the row's place in a block; zeros where it has none.
   *
   * @param start the first of the row's steps; 0 where there is no time
   */
  static void gather(
      RowMemory memory, int channel, Layout layout, Block block, int row, int start, int steps) {
    int base = start * layout.volume(block.shape());
    int end = base + steps * layout.volume(block.shape());
    Layout.Runs runs;
    if (block.type().isInteger()) {
      var source = memory.longs(channel);
      runs = writing(block, source == null ? new long[end] : source, base);
    } else {
      var source = memory.floats(channel);
      runs = writing(block, source == null ? new float[end] : source, base);
    }
    layout.forEachRun(block.shape(), row, steps, runs);
  }

  private static Layout.Runs writing(Block block, float[] values, int base) {
    if (block.type() == ElementType.FLOAT32) {
      var floats = block.floats();
      return (from, to, length) -> floats.put(to, values, base + from, length);
    }
    if (block.type() == ElementType.FLOAT64) {
      var doubles = block.doubles();
      return (from, to, length) -> {
        for (int index = 0; index < length; index++) {
          doubles.put(to + index, values[base + from + index]);
        }
      };
    }
    var halves = block.halves();
    return (from, to, length) -> {
      for (int index = 0; index < length; index++) {
        halves.put(to + index, HalfFloat.toBits(values[base + from + index]));
      }
    };
  }

  private static Layout.Runs writing(Block block, long[] values, int base) {
    if (block.type() == ElementType.INT64) {
      var longs = block.longs();
      return (from, to, length) -> longs.put(to, values, base + from, length);
    }
    var ints = block.ints();
    return (from, to, length) -> {
      for (int index = 0; index < length; index++) {
        ints.put(to + index, Math.toIntExact(values[base + from + index]));
      }
    };
  }

  /**
   * Gives a row's channel the array that {@link #scatter} writes into, unless it has it. One that
   * is new has zeros, as which a channel without one is read.
   *
   * @param size elements of the whole channel
   */
  static void makeRoom(Block block, int size, RowMemory memory, int channel) {
    if (block.type().isInteger()) {
      var before = memory.longs(channel);
      if (before == null || before.length != size) {
        memory.put(channel, new long[size]);
      }
    } else {
      var before = memory.floats(channel);
      if (before == null || before.length != size) {
        memory.put(channel, new float[size]);
      }
    }
  }

  /**
   * Reads a row's place in a block into steps of its channel.
   *
   * @param start the first of the row's steps; 0 where there is no time
   */
  static void scatter(
      Block block, Layout layout, int row, int start, int steps, RowMemory memory, int channel) {
    int base = start * layout.volume(block.shape());
    var runs =
        block.type().isInteger()
            ? reading(block, Objects.requireNonNull(memory.longs(channel)), base)
            : reading(block, Objects.requireNonNull(memory.floats(channel)), base);
    layout.forEachRun(block.shape(), row, steps, runs);
  }

  private static Layout.Runs reading(Block block, float[] values, int base) {
    if (block.type() == ElementType.FLOAT32) {
      var floats = block.floats();
      return (to, from, length) -> floats.get(from, values, base + to, length);
    }
    if (block.type() == ElementType.FLOAT64) {
      var doubles = block.doubles();
      return (to, from, length) -> {
        for (int index = 0; index < length; index++) {
          values[base + to + index] = (float) doubles.get(from + index);
        }
      };
    }
    var halves = block.halves();
    return (to, from, length) -> {
      for (int index = 0; index < length; index++) {
        values[base + to + index] = HalfFloat.toFloat(halves.get(from + index));
      }
    };
  }

  private static Layout.Runs reading(Block block, long[] values, int base) {
    if (block.type() == ElementType.INT64) {
      var longs = block.longs();
      return (to, from, length) -> longs.get(from, values, base + to, length);
    }
    var ints = block.ints();
    return (to, from, length) -> {
      for (int index = 0; index < length; index++) {
        values[base + to + index] = ints.get(from + index);
      }
    };
  }

  /** Writes one integer everywhere. */
  static void fill(Block block, int value) {
    int size = block.data().limit();
    for (int index = 0; index < size; index++) {
      if (block.type() == ElementType.INT64) {
        block.longs().put(index, value);
      } else {
        block.ints().put(index, value);
      }
    }
  }
}

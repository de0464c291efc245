package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;
import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.HalfFloat;
import java.util.Objects;

/** Copies between a row's arrays and blocks, in the bulk runs that a {@link Layout} finds. */
final class Transfer {
  private Transfer() {}

  /**
   * Writes steps of a row's channel to the row's position in a block; zeros where the channel is
   * empty.
   *
   * @param start the first of the row's steps; 0 where there is no axis of steps
   */
  public static void gather(
      RowMemory memory, int channel, Layout layout, Block block, int row, int start, int steps) {
    int base = start * layout.volume(block.shape());
    int end = base + steps * layout.volume(block.shape());
    layout.forEachRun(block.shape(), row, steps, writing(memory, channel, block, base, end));
  }

  private static Layout.Runs writing(
      RowMemory memory, int channel, Block block, int base, int end) {
    if (block.type().isInteger()) {
      var longs = memory.longs(channel);
      return writing(block, longs == null ? new long[end] : longs, base);
    }
    var doubles = memory.doubles(channel);
    if (doubles != null) {
      return writing(block, doubles, base);
    }
    var floats = memory.floats(channel);
    return writing(block, floats == null ? new float[end] : floats, base);
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

  /** Returns a writer of doubles, which only a channel of type double has. */
  private static Layout.Runs writing(Block block, double[] values, int base) {
    var doubles = block.doubles();
    return (from, to, length) -> doubles.put(to, values, base + from, length);
  }

  private static Layout.Runs writing(Block block, long[] values, int base) {
    if (block.type() == ElementType.INT64) {
      var longs = block.longs();
      return (from, to, length) -> longs.put(to, values, base + from, length);
    }
    var elements = IntegerElements.of(block);
    return (from, to, length) -> {
      for (int index = 0; index < length; index++) {
        elements.put(to + index, values[base + from + index]);
      }
    };
  }

  /**
   * Allocates the array that {@link #scatter} writes to, unless the row's channel has one. A new
   * array holds zeros, as an empty channel is read.
   *
   * @param size the number of elements of the whole channel
   */
  public static void makeRoom(Block block, int size, RowMemory memory, int channel) {
    if (block.type().isInteger()) {
      var before = memory.longs(channel);
      if (before == null || before.length != size) {
        memory.put(channel, new long[size]);
      }
    } else if (block.type() == ElementType.FLOAT64) {
      var before = memory.doubles(channel);
      if (before == null || before.length != size) {
        memory.put(channel, new double[size]);
      }
    } else {
      var before = memory.floats(channel);
      if (before == null || before.length != size) {
        memory.put(channel, new float[size]);
      }
    }
  }

  /**
   * Reads a row's position in a block into steps of its channel.
   *
   * @param start the first of the row's steps; 0 where there is no axis of steps
   */
  public static void scatter(
      Block block, Layout layout, int row, int start, int steps, RowMemory memory, int channel) {
    int base = start * layout.volume(block.shape());
    var runs =
        switch (block.type()) {
          case INT64, INT32, INT16, INT8, UINT8, BOOL ->
              reading(block, Objects.requireNonNull(memory.longs(channel)), base);
          case FLOAT64 -> reading(block, Objects.requireNonNull(memory.doubles(channel)), base);
          case FLOAT32, FLOAT16 ->
              reading(block, Objects.requireNonNull(memory.floats(channel)), base);
        };
    layout.forEachRun(block.shape(), row, steps, runs);
  }

  private static Layout.Runs reading(Block block, float[] values, int base) {
    if (block.type() == ElementType.FLOAT32) {
      var floats = block.floats();
      return (to, from, length) -> floats.get(from, values, base + to, length);
    }
    var halves = block.halves();
    return (to, from, length) -> {
      for (int index = 0; index < length; index++) {
        values[base + to + index] = HalfFloat.toFloat(halves.get(from + index));
      }
    };
  }

  private static Layout.Runs reading(Block block, double[] values, int base) {
    var doubles = block.doubles();
    return (to, from, length) -> doubles.get(from, values, base + to, length);
  }

  private static Layout.Runs reading(Block block, long[] values, int base) {
    if (block.type() == ElementType.INT64) {
      var longs = block.longs();
      return (to, from, length) -> longs.get(from, values, base + to, length);
    }
    var elements = IntegerElements.of(block);
    return (to, from, length) -> {
      for (int index = 0; index < length; index++) {
        values[base + to + index] = elements.get(from + index);
      }
    };
  }

  /** Fills a block with one integer. */
  public static void fill(Block block, int value) {
    var elements = IntegerElements.of(block);
    int size = block.data().limit();
    for (int index = 0; index < size; index++) {
      elements.put(index, value);
    }
  }
}

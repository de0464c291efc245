package dev.unroll.plan;

import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;

/** Copies between a row's arrays and blocks, in the bulk runs that a {@link Layout} finds. */
final class Transfer {
  private Transfer() {}

  /** Writes a row's first steps of a channel into its place in a block; zeros where it has none. */
  static void gather(
      RowMemory memory, int channel, Layout layout, Block block, int row, int steps) {
    var shape = block.shape();
    switch (block.type()) {
      case FLOAT32 -> {
        var source = memory.floats(channel);
        var values = source == null ? new float[layout.volume(shape) * steps] : source;
        var floats = block.floats();
        layout.forEachRun(
            shape, row, steps, (from, to, length) -> floats.put(to, values, from, length));
      }
      case INT64 -> {
        var source = memory.longs(channel);
        var values = source == null ? new long[layout.volume(shape) * steps] : source;
        var longs = block.longs();
        layout.forEachRun(
            shape, row, steps, (from, to, length) -> longs.put(to, values, from, length));
      }
      case INT32 -> {
        var source = memory.longs(channel);
        var values = source == null ? new long[layout.volume(shape) * steps] : source;
        var ints = block.ints();
        layout.forEachRun(
            shape,
            row,
            steps,
            (from, to, length) -> {
              for (int index = 0; index < length; index++) {
                ints.put(to + index, Math.toIntExact(values[from + index]));
              }
            });
      }
    }
  }

  /**
   * Reads a row's place in a block into its channel. A state's array is written again, not made
   * anew.
   */
  static void scatter(
      Block block, Layout layout, int row, int steps, int volume, RowMemory memory, int channel) {
    int size = steps * volume;
    var shape = block.shape();
    switch (block.type()) {
      case FLOAT32 -> {
        var before = memory.floats(channel);
        var values = before != null && before.length == size ? before : new float[size];
        var floats = block.floats();
        layout.forEachRun(
            shape, row, steps, (to, from, length) -> floats.get(from, values, to, length));
        memory.put(channel, values);
      }
      case INT64 -> {
        var values = longs(memory, channel, size);
        var longs = block.longs();
        layout.forEachRun(
            shape, row, steps, (to, from, length) -> longs.get(from, values, to, length));
        memory.put(channel, values);
      }
      case INT32 -> {
        var values = longs(memory, channel, size);
        var ints = block.ints();
        layout.forEachRun(
            shape,
            row,
            steps,
            (to, from, length) -> {
              for (int index = 0; index < length; index++) {
                values[to + index] = ints.get(from + index);
              }
            });
        memory.put(channel, values);
      }
    }
  }

  private static long[] longs(RowMemory memory, int channel, int size) {
    var before = memory.longs(channel);
    return before != null && before.length == size ? before : new long[size];
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

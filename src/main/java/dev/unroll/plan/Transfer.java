package dev.unroll.plan;

import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.HalfFloat;

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
    var shape = block.shape();
    int base = start * layout.volume(shape);
    int end = base + steps * layout.volume(shape);
    switch (block.type()) {
      case FLOAT32 -> {
        var source = memory.floats(channel);
        var values = source == null ? new float[end] : source;
        var floats = block.floats();
        layout.forEachRun(
            shape, row, steps, (from, to, length) -> floats.put(to, values, base + from, length));
      }
      case FLOAT16 -> {
        var source = memory.floats(channel);
        var values = source == null ? new float[end] : source;
        var halves = block.halves();
        layout.forEachRun(
            shape,
            row,
            steps,
            (from, to, length) -> {
              for (int index = 0; index < length; index++) {
                halves.put(to + index, HalfFloat.toBits(values[base + from + index]));
              }
            });
      }
      case FLOAT64 -> {
        var source = memory.floats(channel);
        var values = source == null ? new float[end] : source;
        var doubles = block.doubles();
        layout.forEachRun(
            shape,
            row,
            steps,
            (from, to, length) -> {
              for (int index = 0; index < length; index++) {
                doubles.put(to + index, values[base + from + index]);
              }
            });
      }
      case INT64 -> {
        var source = memory.longs(channel);
        var values = source == null ? new long[end] : source;
        var longs = block.longs();
        layout.forEachRun(
            shape, row, steps, (from, to, length) -> longs.put(to, values, base + from, length));
      }
      case INT32 -> {
        var source = memory.longs(channel);
        var values = source == null ? new long[end] : source;
        var ints = block.ints();
        layout.forEachRun(
            shape,
            row,
            steps,
            (from, to, length) -> {
              for (int index = 0; index < length; index++) {
                ints.put(to + index, Math.toIntExact(values[base + from + index]));
              }
            });
      }
    }
  }

  /**
   * Reads a row's place in a block into steps of its channel. An array that is there already is
   * written again, not made anew.
   *
   * @param start the first of the row's steps; 0 where there is no time
   * @param size elements of the whole channel
   */
  static void scatter(
      Block block,
      Layout layout,
      int row,
      int start,
      int steps,
      int size,
      RowMemory memory,
      int channel) {
    var shape = block.shape();
    int base = start * layout.volume(shape);
    switch (block.type()) {
      case FLOAT32 -> {
        var values = floats(memory, channel, size);
        var floats = block.floats();
        layout.forEachRun(
            shape, row, steps, (to, from, length) -> floats.get(from, values, base + to, length));
        memory.put(channel, values);
      }
      case FLOAT16 -> {
        var values = floats(memory, channel, size);
        var halves = block.halves();
        layout.forEachRun(
            shape,
            row,
            steps,
            (to, from, length) -> {
              for (int index = 0; index < length; index++) {
                values[base + to + index] = HalfFloat.toFloat(halves.get(from + index));
              }
            });
        memory.put(channel, values);
      }
      case FLOAT64 -> {
        var values = floats(memory, channel, size);
        var doubles = block.doubles();
        layout.forEachRun(
            shape,
            row,
            steps,
            (to, from, length) -> {
              for (int index = 0; index < length; index++) {
                values[base + to + index] = (float) doubles.get(from + index);
              }
            });
        memory.put(channel, values);
      }
      case INT64 -> {
        var values = longs(memory, channel, size);
        var longs = block.longs();
        layout.forEachRun(
            shape, row, steps, (to, from, length) -> longs.get(from, values, base + to, length));
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
                values[base + to + index] = ints.get(from + index);
              }
            });
        memory.put(channel, values);
      }
    }
  }

  private static float[] floats(RowMemory memory, int channel, int size) {
    var before = memory.floats(channel);
    return before != null && before.length == size ? before : new float[size];
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

package dev.unroll.plan.stage;

import dev.unroll.runtime.ElementType;
import java.util.List;

/**
 * A numbered tensor that each row carries through its plan: the input, a value between stages, a
 * hidden state, or an output. A timed channel has shape {@code [steps, volume]} per row, any other
 * one {@code [volume]}, row-major, as {@code float[]} or, for integers, {@code long[]}.
 *
 * @param name the tensor's name in the graph
 * @param type the element type in the graph
 * @param volume the number of elements per step, or in all where it is not timed; 0 where each run
 *     decides it
 * @param timed whether it has an axis of steps
 */
public record Channel(String name, ElementType type, int volume, boolean timed) {
  /** Returns the bytes of these channels for one row of that many steps. */
  public static long bytes(List<Channel> channels, int steps) {
    return channels.stream().mapToLong(channel -> channel.bytes(steps)).sum();
  }

  /**
   * Returns whether the number of elements per step depends on the input, for example on its steps.
   */
  public boolean isOpen() {
    return volume == 0;
  }

  private long bytes(int steps) {
    return (long) (isOpen() ? steps : volume)
        * (timed ? steps : 1)
        * (type.isInteger() ? Long.BYTES : Float.BYTES);
  }
}

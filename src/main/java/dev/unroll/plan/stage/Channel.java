package dev.unroll.plan.stage;

import dev.unroll.runtime.ElementType;
import java.util.List;

/**
 * Something that a row carries through its plan, under a number: its input, what one stage makes
 * for the next, a hidden state, an answer. In a row a timed channel is {@code [steps, volume]} and
 * another one {@code [volume]}, row-major, as {@code float[]} or, for integers, {@code long[]}.
 *
 * @param name the graph's name for it
 * @param type its elements in the graph
 * @param volume elements a step, or in all where it has no time; 0: as many as a run makes of it
 * @param timed whether it has steps
 */
public record Channel(String name, ElementType type, int volume, boolean timed) {
  /** What rows of that many steps come to hold in these channels. */
  public static long bytes(List<Channel> channels, int steps) {
    return channels.stream().mapToLong(channel -> channel.bytes(steps)).sum();
  }

  /** Whether how many elements a step has changes with the input: as many as it has steps, say. */
  public boolean isOpen() {
    return volume == 0;
  }

  private long bytes(int steps) {
    return (long) (isOpen() ? steps : volume)
        * (timed ? steps : 1)
        * (type.isInteger() ? Long.BYTES : Float.BYTES);
  }
}

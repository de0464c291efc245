package dev.unroll.plan;

import dev.unroll.core.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * What one row has in its channels. It starts empty: a channel that nothing has written is read as
 * zeros, which is how a hidden state begins. It is never shared between rows.
 *
 * <p>Owner: whoever advances the row: a lane while it runs a slice, else the scheduler, whose lock
 * hands it over.
 */
public final class RowMemory {
  private final @Nullable Object[] values;

  /** Of the input, or of a live row's window of it: every timed channel has that many. */
  private int steps = 1;

  /** Steps that the present stage is through with, in its own direction. */
  private int done;

  /**
   * @param channels how many channels the plan has
   */
  public RowMemory(int channels) {
    values = new @Nullable Object[channels];
  }

  /** The channel's floats, or null where nothing was written. The row's own array, not a copy. */
  float @Nullable [] floats(int channel) {
    return (float[]) values[channel];
  }

  /** The channel's integers, or null where nothing was written. The row's own array, not a copy. */
  long @Nullable [] longs(int channel) {
    return (long[]) values[channel];
  }

  void put(int channel, float[] floats) {
    values[channel] = floats;
  }

  void put(int channel, long[] longs) {
    values[channel] = longs;
  }

  /** The row's input; from here on it has as many steps. */
  void put(int channel, Sequence sequence) {
    steps = sequence.steps();
    if (sequence instanceof Sequence.Ids ids) {
      put(channel, ids.ids());
    } else if (sequence instanceof Sequence.Vectors vectors) {
      put(channel, vectors.values());
    }
  }

  /** Nothing is in that channel any more. */
  void drop(int channel) {
    values[channel] = null;
  }

  /** The row has no steps until more are put. */
  void endWindow() {
    steps = 0;
    done = 0;
  }

  /** Steps of the row's input. */
  int steps() {
    return steps;
  }

  /** Steps that the present stage is through with. */
  public int done() {
    return done;
  }

  /** Steps that the present stage has still to take. */
  public int remaining() {
    return steps - done;
  }

  /** The present stage is through with that many more. */
  public void moveOn(int moreSteps) {
    done += moreSteps;
  }

  /** The next stage begins. */
  public void startStage() {
    done = 0;
  }
}

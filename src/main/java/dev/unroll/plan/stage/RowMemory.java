package dev.unroll.plan.stage;

import dev.unroll.core.Sequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one row has in its channels. It starts empty: a channel that nothing has written is read as
 * zeros, which is how a hidden state begins. It is never shared between rows; those that go on from
 * the same row share the arrays that nobody writes any more.
 *
 * <p>Owner: whoever advances the row: a lane while it runs a slice, else the scheduler, whose lock
 * hands it over.
 */
public final class RowMemory {
  private final @Nullable Object[] values;

  /** Shapes of channels whose axis of steps the graph has dropped, with other axes of size 1. */
  private final Map<Integer, List<Long>> squeezed = new HashMap<>(0);

  /** Of the input, or of a live row's window of it: every timed channel has that many. */
  private int steps = 1;

  /** Steps that the present stage is through with, in its own direction. */
  private int done;

  /** Which of its request's rows it is. */
  private int place;

  /**
   * @param channels how many channels the plan has
   */
  public RowMemory(int channels) {
    values = new @Nullable Object[channels];
  }

  /**
   * Becomes a row that goes on from where another is. Arrays that are there already are written
   * again, not made anew: the other's may not be, for stages write into them in place.
   *
   * @param written channels that stages go on writing, which are copied; the others are shared
   * @param own a channel that is written before it is read, which is left alone
   */
  public void goOnFrom(RowMemory other, List<Integer> written, int own) {
    for (int channel = 0; channel < values.length; channel++) {
      if (written.contains(channel)) {
        values[channel] = copy(other.values[channel], values[channel]);
      } else if (channel != own) {
        values[channel] = other.values[channel];
      }
    }
    steps = other.steps;
    done = other.done;
  }

  private static @Nullable Object copy(@Nullable Object from, @Nullable Object to) {
    if (from instanceof float[] floats) {
      return to instanceof float[] old && old.length == floats.length
          ? copy(floats, old, floats.length)
          : floats.clone();
    }
    if (from instanceof long[] longs) {
      return to instanceof long[] old && old.length == longs.length
          ? copy(longs, old, longs.length)
          : longs.clone();
    }
    if (from instanceof double[] doubles) {
      return to instanceof double[] old && old.length == doubles.length
          ? copy(doubles, old, doubles.length)
          : doubles.clone();
    }
    return null;
  }

  private static Object copy(Object from, Object to, int length) {
    System.arraycopy(from, 0, to, 0, length);
    return to;
  }

  /**
   * The channel's floats, or null where nothing was written: the row's own array, not a copy,
   * unless a graph has written doubles.
   */
  public float @Nullable [] floats(int channel) {
    if (!(values[channel] instanceof double[] doubles)) {
      return (float[]) values[channel];
    }
    var floats = new float[doubles.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) doubles[index];
    }
    return floats;
  }

  /** The row's own doubles, or null where no graph has written any. */
  public double @Nullable [] doubles(int channel) {
    return values[channel] instanceof double[] doubles ? doubles : null;
  }

  /** The channel's integers, or null where nothing was written. The row's own array, not a copy. */
  public long @Nullable [] longs(int channel) {
    return (long[]) values[channel];
  }

  public void put(int channel, float[] floats) {
    values[channel] = floats;
  }

  void put(int channel, double[] doubles) {
    values[channel] = doubles;
  }

  public void put(int channel, long[] longs) {
    values[channel] = longs;
  }

  /** The graph gives the channel that shape, where its one step has no axis; empty: it has one. */
  public void squeeze(int channel, Optional<List<Long>> shape) {
    shape.ifPresentOrElse(sizes -> squeezed.put(channel, sizes), () -> squeezed.remove(channel));
  }

  /** The shape that the graph gives the channel, where its one step has no axis. */
  Optional<List<Long>> squeezed(int channel) {
    return Optional.ofNullable(squeezed.get(channel));
  }

  /** The row's input; from here on it has as many steps. */
  public void put(int channel, Sequence sequence) {
    steps = sequence.steps();
    if (sequence instanceof Sequence.Ids ids) {
      put(channel, ids.ids());
    } else if (sequence instanceof Sequence.Vectors vectors) {
      put(channel, vectors.values());
    }
  }

  /** Nothing is in that channel any more. */
  public void drop(int channel) {
    values[channel] = null;
  }

  /** The row has no steps until more are put. */
  public void endWindow() {
    steps = 0;
    done = 0;
  }

  /**
   * The row is that one of its request: it matters where a graph insists on some number of rows.
   */
  public void takePlace(int newPlace) {
    place = newPlace;
  }

  int place() {
    return place;
  }

  /** Steps of the row's input. */
  public int steps() {
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

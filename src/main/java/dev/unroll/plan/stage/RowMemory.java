package dev.unroll.plan.stage;

import dev.unroll.core.Sequence;
import dev.unroll.core.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of one row's channels. It starts empty: a channel that was never written is read as
 * zeros, which is how a hidden state begins. It is never shared between rows; rows that continue
 * from the same row share arrays that are not written any more.
 *
 * <p>Not thread-safe. A lane owns it while it runs a slice, else the scheduler; the scheduler's
 * lock passes it on.
 */
public final class RowMemory {
  private final @Nullable Object[] values;

  /**
   * Shapes of channels that the plan does not tell: those of named tensors, and those whose axis of
   * steps the graph has dropped together with other axes of size 1.
   */
  private final Map<Integer, List<Long>> shapes = new HashMap<>(0);

  /**
   * The number of steps of the input, or of a live row's window. Every timed channel has that many.
   */
  private int steps = 1;

  /** The number of steps that the current stage has taken, in its own direction. */
  private int done;

  /** The row's index in its request. */
  private int place;

  /**
   * @param channels the number of channels of the plan
   */
  public RowMemory(int channels) {
    values = new @Nullable Object[channels];
  }

  /**
   * Makes this a row that continues from another row. It reuses its own arrays where it has them.
   * It must not share arrays that stages write in place.
   *
   * @param written channels that stages will write again, which are copied; the others are shared
   * @param own a channel that is written before it is read, which is not changed
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
   * Returns the channel's floats, or null where nothing was written. It is the row's own array, not
   * a copy, unless a graph has written doubles.
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

  /** Returns the row's own array of doubles, or null where no graph has written any. */
  public double @Nullable [] doubles(int channel) {
    return values[channel] instanceof double[] doubles ? doubles : null;
  }

  /**
   * Returns the channel's integers, or null where nothing was written. It is the row's own array,
   * not a copy.
   */
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

  /** Sets a channel's own shape, without an axis of rows; empty where the plan tells it. */
  public void setShape(int channel, Optional<List<Long>> shape) {
    shape.ifPresentOrElse(sizes -> shapes.put(channel, sizes), () -> shapes.remove(channel));
  }

  /** Returns a channel's own shape, without an axis of rows; empty where the plan tells it. */
  public Optional<List<Long>> shape(int channel) {
    return Optional.ofNullable(shapes.get(channel));
  }

  /** Sets a channel to a tensor, with its own shape. */
  public void put(int channel, Tensor tensor) {
    setShape(channel, Optional.of(tensor.shape()));
    if (tensor instanceof Tensor.Floats floats) {
      put(channel, floats.values());
    } else if (tensor instanceof Tensor.Integers integers) {
      put(channel, integers.values());
    }
  }

  /** Sets the row's input and its number of steps. */
  public void put(int channel, Sequence sequence) {
    steps = sequence.steps();
    if (sequence instanceof Sequence.Ids ids) {
      put(channel, ids.ids());
    } else if (sequence instanceof Sequence.Vectors vectors) {
      put(channel, vectors.values());
    }
  }

  /** Returns whether another row's channel holds the same values. */
  boolean hasValuesOf(RowMemory other, int channel) {
    return Objects.deepEquals(values[channel], other.values[channel]);
  }

  /** Starts a window of that many steps, whose input is put separately. */
  public void startWindow(int newSteps) {
    steps = newSteps;
    done = 0;
  }

  /** Clears the channel. */
  public void drop(int channel) {
    values[channel] = null;
  }

  /** Ends the window: the row has no steps until its next input is put. */
  public void endWindow() {
    steps = 0;
    done = 0;
  }

  /** Sets the row's index in its request, which matters where a graph requires a number of rows. */
  public void takePlace(int newPlace) {
    place = newPlace;
  }

  int place() {
    return place;
  }

  /** Returns the number of steps of the row's input. */
  public int steps() {
    return steps;
  }

  /** Returns the number of steps that the current stage has taken. */
  public int done() {
    return done;
  }

  /** Returns the number of steps that the current stage has yet to take. */
  public int remaining() {
    return steps - done;
  }

  /** Records that the current stage has taken that many more steps. */
  public void moveOn(int moreSteps) {
    done += moreSteps;
  }

  /** Starts the next stage, at its first step. */
  public void startStage() {
    done = 0;
  }
}

package dev.unroll.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps in time, as a graph takes them. Arrays are not copied: the caller must not write to them
 * afterwards.
 */
public sealed interface Sequence {
  /** Returns the number of steps; at least 1. */
  int steps();

  /**
   * Concatenates at least one sequence, all of the same kind and width.
   *
   * @throws ClassCastException if the kinds differ
   */
  static Sequence join(List<Sequence> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int steps = parts.stream().mapToInt(Sequence::steps).reduce(0, Math::addExact);
    if (parts.get(0) instanceof Tensors) {
      throw new IllegalArgumentException("named tensors have no steps that could be joined");
    }
    if (parts.get(0) instanceof Vectors first) {
      var values = new float[Math.multiplyExact(steps, first.width())];
      int filled = 0;
      for (var part : parts) {
        var more = ((Vectors) part).values();
        System.arraycopy(more, 0, values, filled, more.length);
        filled += more.length;
      }
      return new Vectors(values, first.width());
    }
    var ids = new long[steps];
    int filled = 0;
    for (var part : parts) {
      var more = ((Ids) part).ids();
      System.arraycopy(more, 0, ids, filled, more.length);
      filled += more.length;
    }
    return new Ids(ids);
  }

  /**
   * Token ids, shape {@code [steps]}.
   *
   * @param ids the ids, each at least 0
   */
  record Ids(long[] ids) implements Sequence {
    @Override
    public int steps() {
      return ids.length;
    }
  }

  /**
   * Vectors, shape {@code [steps, width]}, row-major. An image is one step whose width is channels
   * x height x width.
   *
   * @param values {@code steps * width} finite values
   * @param width values per step, at least 1
   */
  record Vectors(float[] values, int width) implements Sequence {
    @Override
    public int steps() {
      return values.length / width;
    }
  }

  /**
   * Named tensors, for a graph that is always run on the whole of its input.
   *
   * @param byName the graph's inputs, in the order of the graph
   * @param steps what predictions of time count: the longest of the sizes that clients choose
   */
  record Tensors(Map<String, Tensor> byName, int steps) implements Sequence {
    public Tensors {
      // Map.copyOf would lose the order.
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }
  }
}

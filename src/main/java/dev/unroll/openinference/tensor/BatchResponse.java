package dev.unroll.openinference.tensor;

import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.stage.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packs one output of several rows into one tensor; shorter rows are padded with zeros. */
final class BatchResponse {
  private final TensorSpec spec;
  private final List<Output> rows;

  /** The sizes of one step of the widest row, without the axes of rows and steps. */
  private final long[] items;

  private final int volume;
  private final long[] shape;
  private final Layout layout;

  /** Copies a contiguous run of a row's values to its place in the tensor. */
  private interface Move {
    void move(Output row, int from, int to, int length);
  }

  /**
   * @param rows the output of each row, in the order of the request
   * @param leastSteps the fewest steps of the tensor; further ones are padding
   */
  BatchResponse(TensorSpec spec, List<Output> rows, int leastSteps) {
    this.spec = spec;
    this.rows = rows;
    int longest = rows.stream().mapToInt(Output::steps).max().orElse(1);
    int most = Math.max(longest, leastSteps);
    this.items = items(hasWeightsOfSteps() ? most : 0);
    this.volume = volume(items);
    boolean stacks = rows.size() > 1 && (spec.stacks() || areApart());
    boolean isSqueezed = leastSteps <= 1 && isSqueezed(stacks);
    var own = isSqueezed ? squeezed() : shape(most);
    int timeAxis = isSqueezed ? -1 : spec.timeAxis();
    this.shape = stacks ? stacked(own) : own;
    this.layout =
        stacks
            ? new Layout(0, timeAxis < 0 ? -1 : timeAxis + 1)
            : new Layout(isSqueezed ? -1 : spec.batchAxis(), timeAxis);
  }

  /**
   * Returns whether the output has a number for each pair of steps, so that its other open axis is
   * as long as that of the steps.
   */
  private boolean hasWeightsOfSteps() {
    int open = openAxis();
    return spec.timed()
        && open >= 0
        && rows.stream()
            .allMatch(row ->
                row.facts().timed() && row.steps() > 0 && row.itemShape().get(open) == row.steps());
  }

  /** Returns the place of the open size among the sizes of a step; -1 if there is none. */
  private int openAxis() {
    int place = 0;
    for (int axis = 0; axis < spec.shape().size(); axis++) {
      if (axis != spec.batchAxis() && axis != spec.timeAxis()) {
        if (spec.shape().get(axis) < 0) {
          return place;
        }
        place++;
      }
    }
    return -1;
  }

  /**
   * Returns whether an output without an axis for rows, which the rows of one run share, differs
   * between these rows: they have different numbers of steps, and the output depends on that.
   */
  private boolean areApart() {
    var first = rows.get(0);
    return spec.batchAxis() < 0
        && rows.stream()
            .anyMatch(row ->
                row.steps() != first.steps()
                    || !Arrays.equals(row.values(), first.values())
                    || !Arrays.equals(row.exact(), first.exact())
                    || !Arrays.equals(row.doubles(), first.doubles()));
  }

  /** Returns whether the graph has dropped the time axis, since every row has one step. */
  private boolean isSqueezed(boolean stacks) {
    var first = rows.get(0).facts();
    boolean areStacked = rows.size() == 1 || stacks;
    return areStacked
        && spec.timed()
        && !first.timed()
        && rows.stream().allMatch(row -> row.facts().equals(first));
  }

  private long[] squeezed() {
    return rows.get(0).facts().shape().stream().mapToLong(Long::longValue).toArray();
  }

  /** Returns the tensor's shape: the graph's, with these rows' sizes for sizes that are open. */
  public long[] shape() {
    return shape;
  }

  /**
   * Returns all rows' values as floats, row after row.
   *
   * @param size the shape's product
   */
  public float[] floats(int size) {
    var floats = new float[size];
    move((row, from, to, length) -> System.arraycopy(row.values(), from, floats, to, length));
    return floats;
  }

  /**
   * Returns all rows' values as doubles, row after row.
   *
   * @param size the shape's product
   */
  double[] doubles(int size) {
    var doubles = new double[size];
    move((row, from, to, length) -> {
      for (int index = 0; index < length; index++) {
        doubles[to + index] = row.number(from + index);
      }
    });
    return doubles;
  }

  /**
   * Returns all rows' values as integers, row after row.
   *
   * @param size the shape's product
   */
  public long[] longs(int size) {
    var longs = new long[size];
    move((row, from, to, length) -> {
      for (int index = 0; index < length; index++) {
        longs[to + index] = row.integer(from + index);
      }
    });
    return longs;
  }

  private void move(Move move) {
    for (int row = 0; row < rows.size(); row++) {
      var output = rows.get(row);
      int @Nullable [] places = output.width() == volume ? null : places(output);
      layout.forEachRun(
          shape,
          row,
          output.steps(),
          (from, to, length) -> {
            if (places == null) {
              move.move(output, from, to, length);
              return;
            }
            for (int index = 0; index < length; index++) {
              if (places[from + index] >= 0) {
                move.move(output, places[from + index], to + index, 1);
              }
            }
          });
    }
  }

  /**
   * Maps each place of the padded row to the index of the row's value there, or to -1 for padding.
   */
  private int[] places(Output output) {
    var own = items(output);
    var places = new int[output.steps() * volume];
    Arrays.fill(places, -1);
    for (int from = 0; from < output.values().length; from++) {
      int rest = from % output.width();
      int to = 0;
      int stride = 1;
      for (int axis = own.length - 1; axis >= 0; axis--) {
        to += rest % (int) own[axis] * stride;
        rest /= (int) own[axis];
        stride *= (int) items[axis];
      }
      places[from / output.width() * volume + to] = from;
    }
    return places;
  }

  private long[] stacked(long[] own) {
    var stacked = new long[own.length + 1];
    stacked[0] = rows.size();
    System.arraycopy(own, 0, stacked, 1, own.length);
    return stacked;
  }

  /**
   * Returns the largest sizes of a step in any row.
   *
   * @param steps the size of axes that are as long as that of the steps; 0 if there is none
   */
  private long[] items(int steps) {
    var largest = items(rows.get(0));
    for (var row : rows) {
      var own = items(row);
      for (int place = 0; place < largest.length; place++) {
        largest[place] = Math.max(largest[place], own[place]);
      }
    }
    if (steps > 0) {
      largest[openAxis()] = steps;
    }
    return largest;
  }

  /** Returns the sizes of one step of a row, also where the graph has dropped axes of size 1. */
  private long[] items(Output row) {
    var own = row.itemShape();
    boolean isWhole = spec.batchAxis() < 0 && !spec.timed();
    var declared = new ArrayList<Long>();
    for (int axis = 0; axis < spec.shape().size(); axis++) {
      if (axis != spec.batchAxis() && axis != spec.timeAxis()) {
        declared.add(spec.shape().get(axis));
      }
    }
    if (isWhole || own.size() == declared.size()) {
      return own.stream().mapToLong(Long::longValue).toArray();
    }
    long known = declared.stream().filter(size -> size > 0).reduce(1L, (a, b) -> a * b);
    return declared.stream().mapToLong(size -> size < 0 ? row.width() / known : size).toArray();
  }

  private static int volume(long[] sizes) {
    int volume = 1;
    for (long size : sizes) {
      volume = Math.multiplyExact(volume, Math.toIntExact(size));
    }
    return volume;
  }

  private long[] shape(int steps) {
    int rank = items.length + (spec.batchAxis() < 0 ? 0 : 1) + (spec.timed() ? 1 : 0);
    var sizes = new long[rank];
    int place = 0;
    for (int axis = 0; axis < rank; axis++) {
      if (axis == spec.batchAxis()) {
        sizes[axis] = rows.size();
      } else if (axis == spec.timeAxis()) {
        sizes[axis] = steps;
      } else {
        sizes[axis] = items[place++];
      }
    }
    return sizes;
  }
}

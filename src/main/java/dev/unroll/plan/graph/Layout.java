package dev.unroll.plan.graph;

import java.util.List;

/**
 * The positions of a tensor's axes of rows and steps. It finds the runs of elements that are
 * contiguous both in the tensor and in a row's own array. So gathering and scattering are bulk
 * copies for any order of axes: batch-first, time-major, layers before rows.
 *
 * @param batchAxis the axis of rows, or -1 where the graph takes a single row without that axis
 * @param timeAxis the axis of steps, or -1 where there is none
 */
public record Layout(int batchAxis, int timeAxis) {
  /** Receives one run of {@code length} elements. */
  @FunctionalInterface
  public interface Runs {
    void run(int rowPosition, int tensorPosition, int length);
  }

  /**
   * Returns the number of elements per step (or in all, without an axis of steps) for that shape.
   */
  public int volume(long[] shape) {
    long volume = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      if (axis != batchAxis && axis != timeAxis) {
        volume = Math.multiplyExact(volume, shape[axis]);
      }
    }
    return Math.toIntExact(volume);
  }

  /** The same of a list. */
  public int volume(List<Long> shape) {
    return volume(shape.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * Visits the contiguous runs of one row's first {@code steps} steps.
   *
   * @param shape the tensor's shape
   * @param row the row's index in the tensor
   * @param steps the number of steps; 1 where there is no axis of steps
   */
  public void forEachRun(long[] shape, int row, int steps, Runs runs) {
    int lastAxis = Math.max(batchAxis, timeAxis);
    int inner = 1;
    for (int axis = lastAxis + 1; axis < shape.length; axis++) {
      inner *= (int) shape[axis];
    }
    int outer = volume(shape) / Math.max(1, inner);
    int rowStart = batchAxis < 0 ? 0 : row * stride(shape, batchAxis);
    int timeStride = timeAxis < 0 ? 0 : stride(shape, timeAxis);
    if (outer == 1 && (steps == 1 || timeStride == inner)) {
      runs.run(0, rowStart, steps * inner);
      return;
    }
    for (int step = 0; step < steps; step++) {
      for (int item = 0; item < outer; item++) {
        int start = rowStart + step * timeStride + offset(shape, lastAxis, item);
        runs.run((step * outer + item) * inner, start, inner);
      }
    }
  }

  /**
   * Returns the start of the item-th combination of the axes before the last one of rows and steps.
   */
  private int offset(long[] shape, int lastAxis, int item) {
    int offset = 0;
    int rest = item;
    for (int axis = lastAxis - 1; axis >= 0; axis--) {
      if (axis != batchAxis && axis != timeAxis) {
        offset += rest % (int) shape[axis] * stride(shape, axis);
        rest /= (int) shape[axis];
      }
    }
    return offset;
  }

  private static int stride(long[] shape, int axis) {
    int stride = 1;
    for (int later = axis + 1; later < shape.length; later++) {
      stride *= (int) shape[later];
    }
    return stride;
  }
}

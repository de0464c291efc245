package dev.unroll.openinference.tensor;

import com.google.protobuf.ByteString;
import dev.unroll.codec.TypeChecks;
import dev.unroll.core.Fault;
import dev.unroll.core.Tensor;
import dev.unroll.plan.graph.Layout;
import java.util.ArrayList;

/** A checked tensor of a request, which can be split into rows. */
record InputTensor(TensorSpec spec, long[] shape, TensorElements elements) {
  /** A float can represent all integers up to this. */
  private static final long MOST_EXACT = 1L << 24;

  int rows() {
    return spec.batchAxis() < 0 ? 1 : (int) shape[spec.batchAxis()];
  }

  /** Returns the number of steps; 1 if it has no time axis. */
  int steps() {
    return spec.timed() ? (int) shape[spec.timeAxis()] : 1;
  }

  /** Returns a row's first steps, {@code [steps, volume]}. */
  float[] floats(int row, int steps) {
    var all = ((TensorElements.Floats) elements).values();
    if (rows() == 1 && steps == steps()) {
      return all;
    }
    var layout = layout();
    var values = new float[steps * layout.volume(shape)];
    layout.forEachRun(
        shape, row, steps, (to, from, length) -> System.arraycopy(all, from, values, to, length));
    return values;
  }

  /** Returns a row's first steps, {@code [steps, volume]}. */
  long[] longs(int row, int steps) {
    var all = ((TensorElements.Longs) elements).values();
    if (rows() == 1 && steps == steps()) {
      return all;
    }
    var layout = layout();
    var values = new long[steps * layout.volume(shape)];
    layout.forEachRun(
        shape, row, steps, (to, from, length) -> System.arraycopy(all, from, values, to, length));
    return values;
  }

  /**
   * Returns the initial values of a row's hidden state.
   *
   * @throws Fault INVALID_ARGUMENT if one does not fit the state's type, or is an integer that a
   *     float cannot represent, since states from clients are kept as floats
   */
  float[] state(int row) {
    if (!(elements instanceof TensorElements.Longs)) {
      return floats(row, 1);
    }
    var longs = longs(row, 1);
    var field = "inputs['" + spec.name() + "']";
    spec.datatype().elementType().ifPresent(type -> TypeChecks.integers(type, longs, field));
    var floats = new float[longs.length];
    for (int index = 0; index < longs.length; index++) {
      floats[index] = longs[index];
      if (Math.abs(longs[index]) > MOST_EXACT || longs[index] == Long.MIN_VALUE) {
        throw Fault.invalid(
            field,
            "has "
                + longs[index]
                + " for a hidden state; allowed is -16777216 to 16777216. There is no such limit"
                + " for states that the server keeps for a sequence (sequence_id)");
      }
    }
    return floats;
  }

  /** Returns a row's tensor, without the axis of rows. */
  Tensor tensor(int row) {
    var own = new ArrayList<Long>();
    for (int axis = 0; axis < shape.length; axis++) {
      if (axis != spec.batchAxis()) {
        own.add(shape[axis]);
      }
    }
    int place = spec.batchAxis() < 0 ? 0 : row;
    return elements instanceof TensorElements.Longs
        ? new Tensor.Integers(own, longs(place, 1))
        : new Tensor.Floats(own, floats(place, 1));
  }

  /** Returns a row's one string. */
  ByteString bytes(int row) {
    return ((TensorElements.Texts) elements).values().get(row);
  }

  /**
   * Returns the length of each row of a padded batch, in steps.
   *
   * @param padded the steps of the batch, with padding
   * @throws Fault INVALID_ARGUMENT if there is not one length for each row, or one is not from 1 to
   *     {@code padded}
   */
  int[] lengths(int rows, int padded) {
    var given = ((TensorElements.Longs) elements).values();
    var field = "inputs['" + spec.name() + "']";
    if (given.length != rows) {
      throw Fault.invalid(
          field, "has " + given.length + " lengths for " + rows + " rows; give one for each row");
    }
    var lengths = new int[rows];
    for (int row = 0; row < rows; row++) {
      if (given[row] < 1 || given[row] > padded) {
        throw Fault.invalid(
            field + "[" + row + "]", "is " + given[row] + "; allowed is 1 to " + padded);
      }
      lengths[row] = (int) given[row];
    }
    return lengths;
  }

  private Layout layout() {
    return new Layout(spec.batchAxis(), spec.timeAxis());
  }
}

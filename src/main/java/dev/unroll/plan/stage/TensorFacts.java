package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;
import dev.unroll.runtime.Port;
import java.util.ArrayList;
import java.util.List;

/**
 * An input or output of a model as clients see it.
 *
 * @param name the graph's name for it
 * @param elementType ONNX's name of the type
 * @param shape sizes; -1 where any size will do
 * @param batchAxis the axis of rows, or -1
 * @param timeAxis the axis of steps, or -1
 * @param volume elements a step, or in all without time; 0: it changes with the input
 * @param integer whether it holds integers
 * @param lastOperator of an output, the operator that makes it; else empty
 */
public record TensorFacts(
    String name,
    String elementType,
    List<Long> shape,
    int batchAxis,
    int timeAxis,
    int volume,
    boolean integer,
    String lastOperator) {

  /**
   * The facts of a tensor that has been seen.
   *
   * @param observed a shape that was seen, for the sizes that the graph leaves open; -1 where a
   *     size changes with the input
   */
  public static TensorFacts of(Port port, Layout layout, long[] observed, String lastOperator) {
    var shape = new ArrayList<Long>();
    for (int axis = 0; axis < observed.length; axis++) {
      boolean item = axis != layout.batchAxis() && axis != layout.timeAxis();
      var declared = axis < port.rank() ? port.dimensions().get(axis).size() : -1;
      shape.add(item ? observed[axis] : declared);
    }
    return new TensorFacts(
        port.name(),
        port.type().label(),
        List.copyOf(shape),
        layout.batchAxis(),
        layout.timeAxis(),
        Math.max(0, layout.volume(observed)),
        port.type().isInteger(),
        lastOperator);
  }

  /** The same of one row and one step, for which the graph has no axes. */
  TensorFacts squeezed(List<Long> ownShape) {
    return new TensorFacts(
        name, elementType, List.copyOf(ownShape), -1, -1, volume, integer, lastOperator);
  }

  public boolean timed() {
    return timeAxis >= 0;
  }

  /**
   * The sizes of one step (or of all, without time), in order; -1 where the graph does not fix
   * them.
   */
  public List<Long> itemShape() {
    return java.util.stream.IntStream.range(0, shape.size())
        .filter(axis -> axis != batchAxis && axis != timeAxis)
        .mapToObj(shape::get)
        .toList();
  }
}

package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;
import dev.unroll.runtime.Port;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts of a model's input or output that clients see.
 *
 * @param name the name in the graph
 * @param elementType ONNX's name of the element type
 * @param shape the sizes; -1 for any size
 * @param batchAxis the axis of rows, or -1
 * @param timeAxis the axis of steps, or -1
 * @param volume the number of elements per step, or in all without an axis of steps; 0 where it
 *     depends on the input
 * @param integer whether it holds integers
 * @param lastOperator the operator that computes an output; empty for an input
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
   * Returns the facts of a tensor from its declaration and an observed shape.
   *
   * @param observed an observed shape, for sizes that the graph does not declare; -1 where a size
   *     depends on the input, and so the volume does
   */
  public static TensorFacts of(Port port, Layout layout, long[] observed, String lastOperator) {
    var shape = new ArrayList<Long>();
    boolean isOpen = false;
    for (int axis = 0; axis < observed.length; axis++) {
      boolean item = axis != layout.batchAxis() && axis != layout.timeAxis();
      isOpen |= item && observed[axis] < 0;
      var declared = axis < port.rank() ? port.dimensions().get(axis).size() : -1;
      shape.add(item ? observed[axis] : declared);
    }
    return new TensorFacts(
        port.name(),
        port.type().label(),
        List.copyOf(shape),
        layout.batchAxis(),
        layout.timeAxis(),
        isOpen ? 0 : layout.volume(observed),
        port.type().isInteger(),
        lastOperator);
  }

  /** Returns the same facts with the shape that one row's tensor has, without axes of rows. */
  TensorFacts withOwnShape(List<Long> ownShape) {
    return new TensorFacts(
        name, elementType, List.copyOf(ownShape), -1, -1, volume, integer, lastOperator);
  }

  public boolean timed() {
    return timeAxis >= 0;
  }

  /**
   * Returns the sizes of one step (or of all, without an axis of steps), in order; -1 where the
   * graph does not fix them.
   */
  public List<Long> itemShape() {
    return java.util.stream.IntStream.range(0, shape.size())
        .filter(axis -> axis != batchAxis && axis != timeAxis)
        .mapToObj(shape::get)
        .toList();
  }
}

package dev.unroll.plan.graph;

import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.onnx.TensorShapeProto;
import dev.unroll.onnx.TypeProto;
import dev.unroll.onnx.ValueInfoProto;
import java.util.List;

/** ONNX declarations of the tensors that pass between the subgraphs of a cut graph. */
final class CutTensors {
  private static final String ROWS = "unroll_rows";
  private static final String STEPS = "unroll_steps";

  private CutTensors() {}

  /** Returns the declaration of one direction's hidden state. */
  static ValueInfoProto state(String name, int hidden) {
    return floats(name, List.of(1L, ROWS, (long) hidden));
  }

  /** Returns the declaration of a node's outputs over all steps in one direction. */
  static ValueInfoProto sequence(String name, int hidden) {
    return floats(name, List.of(STEPS, 1L, ROWS, (long) hidden));
  }

  /** Returns a float32 declaration; sizes are numbers or names. */
  private static ValueInfoProto floats(String name, List<Object> sizes) {
    var shape = TensorShapeProto.newBuilder();
    for (var size : sizes) {
      var dimension = shape.addDimBuilder();
      if (size instanceof Long fixed) {
        dimension.setDimValue(fixed);
      } else {
        dimension.setDimParam(size.toString());
      }
    }
    var tensor =
        TypeProto.TensorType.newBuilder().setElemType(DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}

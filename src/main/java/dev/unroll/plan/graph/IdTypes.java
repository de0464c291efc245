package dev.unroll.plan.graph;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.runtime.ElementType;

/** Tells how many different ids the type of a graph's input can hold. */
final class IdTypes {
  private IdTypes() {}

  /** Returns the number of ids from 0 on; any number for an input that the graph does not have. */
  static long count(GraphProto graph, String input) {
    long most =
        graph.getInputList().stream()
            .filter(own -> own.getName().equals(input))
            .mapToLong(own -> most(own.getType().getTensorType().getElemType()))
            .findFirst()
            .orElse(Long.MAX_VALUE);
    return most == Long.MAX_VALUE ? most : most + 1;
  }

  private static long most(int type) {
    return switch (type) {
      case DataType.INT32_VALUE -> ElementType.INT32.most();
      case DataType.INT16_VALUE -> ElementType.INT16.most();
      case DataType.INT8_VALUE -> ElementType.INT8.most();
      case DataType.UINT8_VALUE -> ElementType.UINT8.most();
      case DataType.BOOL_VALUE -> ElementType.BOOL.most();
      default -> Long.MAX_VALUE;
    };
  }
}

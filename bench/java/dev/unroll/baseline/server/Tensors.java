package dev.unroll.baseline.server;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.v1.TensorInfo;

/** A model's input and output, as a client wants them described. */
final class Tensors {
  private Tensors() {}

  static TensorInfo input(BenchModel model) {
    var input =
        TensorInfo.newBuilder()
            .setName(BenchModel.INPUT)
            .setElementType(model.takesIds() ? "int64" : "float32")
            .addShape(-1)
            .addShape(-1)
            .setBatchAxis(0)
            .setTimeAxis(1);
    return model.takesIds() ? input.build() : input.addShape(model.width()).build();
  }

  static TensorInfo output(BenchModel model) {
    boolean each = model.shape() == BenchModel.Shape.MANY_TO_MANY;
    var output =
        TensorInfo.newBuilder()
            .setName(BenchModel.OUTPUT)
            .setElementType("float32")
            .addShape(-1)
            .setBatchAxis(0)
            .setTimeAxis(each ? 1 : -1);
    if (each) {
      output.addShape(-1);
    }
    return output.addShape(model.classes()).build();
  }
}

package dev.unroll.plan.graph.rewrite;

import com.google.protobuf.ByteString;
import dev.unroll.core.LoadException;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.onnx.ValueInfoProto;
import dev.unroll.runtime.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Map;

/**
 * Turns inputs of a graph into constants, so that clients need not fill them. An example is an
 * input that marks the start of a sequence, which this server does not need. A free size becomes 1,
 * which broadcasts to any number of rows.
 */
public final class ConstantInputs {
  /** Such an input usually has one number per row. */
  private static final long MOST_ELEMENTS = 1 << 16;

  private ConstantInputs() {}

  /**
   * Returns the same model with these inputs made constant.
   *
   * @param constants the value of every element, by input name
   * @throws LoadException where there is no such input, or it cannot hold the value
   */
  public static ModelProto of(ModelProto model, Map<String, Double> constants)
      throws LoadException {
    var graph = model.getGraph().toBuilder();
    for (var constant : constants.entrySet()) {
      graph.addInitializer(tensor(input(model, constant.getKey()), constant.getValue()));
    }
    var kept =
        model.getGraph().getInputList().stream()
            .filter(input -> !constants.containsKey(input.getName()))
            .toList();
    return model.toBuilder().setGraph(graph.clearInput().addAllInput(kept)).build();
  }

  private static ValueInfoProto input(ModelProto model, String name) throws LoadException {
    var inputs = model.getGraph().getInputList();
    return inputs.stream()
        .filter(input -> input.getName().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new LoadException(
                "the graph has no input '"
                    + name
                    + "'; it has "
                    + inputs.stream().map(ValueInfoProto::getName).toList()));
  }

  private static TensorProto tensor(ValueInfoProto input, double value) throws LoadException {
    var type = input.getType().getTensorType();
    var tensor = TensorProto.newBuilder().setName(input.getName()).setDataType(type.getElemType());
    long count = 1;
    for (var dimension : type.getShape().getDimList()) {
      long size = Math.max(1, dimension.getDimValue());
      tensor.addDims(size);
      count = Math.multiplyExact(Math.min(MOST_ELEMENTS + 1, count), size);
    }
    if (count > MOST_ELEMENTS) {
      throw new LoadException("the graph's input '" + input.getName() + "' is too large to fill");
    }
    if (type.getElemType() == DataType.STRING_VALUE) {
      return tensor.addAllStringData(Collections.nCopies((int) count, ByteString.EMPTY)).build();
    }
    var element = element(input.getName(), type.getElemType(), value);
    var content = ByteString.copyFrom(Collections.nCopies((int) count, element));
    return tensor.setRawData(content).build();
  }

  /** Returns one element as ONNX stores it. */
  private static ByteString element(String name, int type, double value) throws LoadException {
    var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case DataType.FLOAT_VALUE -> bytes.putFloat((float) value);
      case DataType.UINT8_VALUE, DataType.INT8_VALUE -> bytes.put((byte) value);
      case DataType.UINT16_VALUE, DataType.INT16_VALUE -> bytes.putShort((short) value);
      case DataType.INT32_VALUE, DataType.UINT32_VALUE -> bytes.putInt((int) value);
      case DataType.INT64_VALUE, DataType.UINT64_VALUE -> bytes.putLong((long) value);
      case DataType.BOOL_VALUE -> bytes.put((byte) (value == 0 ? 0 : 1));
      case DataType.FLOAT16_VALUE -> bytes.putShort(HalfFloat.toBits((float) value));
      case DataType.DOUBLE_VALUE -> bytes.putDouble(value);
      default ->
          throw new LoadException(
              "the graph's input '"
                  + name
                  + "' is of ONNX's type "
                  + type
                  + ", which cannot be filled");
    }
    return ByteString.copyFrom(bytes.flip());
  }
}

package dev.unroll.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes small graphs for tests, node by node. */
public final class SmallGraph {
  public static final int FLOAT32 = 1;
  public static final int UINT8 = 2;
  public static final int INT8 = 3;
  public static final int UINT16 = 4;
  public static final int INT16 = 5;
  public static final int INT32 = 6;
  public static final int INT64 = 7;
  public static final int BOOL = 9;
  public static final int FLOAT16 = 10;
  public static final int FLOAT64 = 11;

  /** Operators that ONNX Runtime adds stand in its domain. */
  public static final String MICROSOFT = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
  private long opset = 17;

  /** The version of ONNX's operators. */
  public SmallGraph opset(long version) {
    opset = version;
    return this;
  }

  /**
   * An input.
   *
   * @param sizes a number, a name, or an empty name
   */
  public SmallGraph input(String name, int type, Object... sizes) {
    graph.addInput(value(name, type, sizes));
    return this;
  }

  public SmallGraph output(String name, int type, Object... sizes) {
    graph.addOutput(value(name, type, sizes));
    return this;
  }

  /** An input of which no shape is declared. */
  public SmallGraph openInput(String name, int type) {
    graph.addInput(open(name, type));
    return this;
  }

  /** An output of which no shape is declared. */
  public SmallGraph openOutput(String name, int type) {
    graph.addOutput(open(name, type));
    return this;
  }

  /** An input of a graph inside of which not even a type is declared: a sequence of tensors. */
  public SmallGraph untypedInput(String name) {
    graph.addInput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  /** The same of an output. */
  public SmallGraph untypedOutput(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  private static ValueInfoProto open(String name, int type) {
    var tensor = TypeProto.TensorType.newBuilder().setElemType(type);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /**
   * A node.
   *
   * @param operator its name, one of ONNX Runtime's own with its domain and a dot before it
   * @param inputs names with commas between; an empty one is left out
   */
  public SmallGraph node(
      String operator, String inputs, String outputs, AttributeProto... attributes) {
    var node = NodeProto.newBuilder().addAllAttribute(List.of(attributes));
    int dot = operator.lastIndexOf('.');
    node.setOpType(operator.substring(dot + 1));
    if (dot >= 0) {
      node.setDomain(operator.substring(0, dot));
    }
    if (!inputs.isEmpty()) {
      node.addAllInput(List.of(inputs.split(",", -1)));
    }
    if (!outputs.isEmpty()) {
      node.addAllOutput(List.of(outputs.split(",", -1)));
    }
    graph.addNode(node);
    return this;
  }

  /** The same graph with the other's nodes before its own. */
  public SmallGraph after(SmallGraph other) {
    var nodes = graph.getNodeList();
    graph.clearNode().addAllNode(other.graph.getNodeList()).addAllNode(nodes);
    return this;
  }

  /** The same graph with the other's nodes and weights after its own. */
  public SmallGraph with(SmallGraph other) {
    graph.addAllNode(other.graph.getNodeList());
    graph.addAllInitializer(other.graph.getInitializerList());
    return this;
  }

  public SmallGraph weight(String name, List<Long> sizes, float... values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    graph.addInitializer(tensor(name, FLOAT32, sizes, bytes));
    return this;
  }

  public SmallGraph integers(String name, List<Long> sizes, long... values) {
    graph.addInitializer(integerTensor(name, sizes, values));
    return this;
  }

  /** A constant of a type of one byte. */
  public SmallGraph bytes(String name, int type, List<Long> sizes, byte... values) {
    graph.addInitializer(tensor(name, type, sizes, ByteBuffer.wrap(values)));
    return this;
  }

  public static TensorProto integerTensor(String name, List<Long> sizes, long... values) {
    var bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return tensor(name, INT64, sizes, bytes);
  }

  private static TensorProto tensor(String name, int type, List<Long> sizes, ByteBuffer bytes) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type)
        .addAllDims(sizes)
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  public static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(2).setI(value).build();
  }

  public static AttributeProto numbers(String name, long... values) {
    var attribute = AttributeProto.newBuilder().setName(name).setType(7);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  public static AttributeProto fraction(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(1).setF(value).build();
  }

  public static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(3)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public static AttributeProto texts(String name, List<String> values) {
    var attribute = AttributeProto.newBuilder().setName(name).setType(8);
    values.forEach(value -> attribute.addStrings(ByteString.copyFromUtf8(value)));
    return attribute.build();
  }

  /** A graph inside an operator, as If, Loop and Scan have. */
  public static AttributeProto graph(String name, SmallGraph value) {
    return AttributeProto.newBuilder().setName(name).setType(5).setG(value.graph()).build();
  }

  public static AttributeProto tensor(String name, TensorProto value) {
    return AttributeProto.newBuilder().setName(name).setType(4).setT(value).build();
  }

  private static ValueInfoProto value(String name, int type, Object... sizes) {
    var shape = TensorShapeProto.newBuilder();
    for (var size : sizes) {
      var dimension = TensorShapeProto.Dimension.newBuilder();
      if (size instanceof Number number) {
        dimension.setDimValue(number.longValue());
      } else if (!size.toString().isEmpty()) {
        dimension.setDimParam(size.toString());
      }
      shape.addDim(dimension);
    }
    var tensor = TypeProto.TensorType.newBuilder().setElemType(type).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  public GraphProto graph() {
    return graph.build();
  }

  public ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetId.newBuilder().setDomain("").setVersion(opset))
        .addOpsetImport(OperatorSetId.newBuilder().setDomain(MICROSOFT).setVersion(1))
        .setGraph(graph)
        .build();
  }

  /** Writes the model into the folder; returns the file. */
  public Path write(Path folder, String file) throws IOException {
    return Files.write(folder.resolve(file), model().toByteArray());
  }
}

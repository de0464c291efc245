package dev.unroll.plan.mutant;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.onnx.TensorShapeProto;
import dev.unroll.onnx.TypeProto;
import dev.unroll.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;

/** Planted nodes as the graphs inside If, Loop and Scan; most shapes are left to ONNX Runtime. */
final class MutantBodies {
  private static final int BOOLEAN = 9;

  private MutantBodies() {}

  static AttributeProto branch(String name, MutantGraph nodes, String output) {
    return body(name, nodes, List.of(), List.of(value(output, SmallGraph.FLOAT32)));
  }

  static AttributeProto scan(MutantGraph nodes, List<String> inputs, List<String> outputs) {
    return body("body", nodes, floats(inputs), floats(outputs));
  }

  /**
   * The body of a Loop: its inputs are {@code prefix.number}, {@code prefix.goes.on} and {@code
   * prefix.sum}.
   *
   * @param goesOn the name of a truth value
   * @param next what the sum becomes
   */
  static AttributeProto loop(MutantGraph nodes, String prefix, String goesOn, String next) {
    return loop(nodes, prefix, List.of(prefix + ".sum"), goesOn, List.of(next));
  }

  /**
   * The same of one that carries what it likes, sequences of tensors too.
   *
   * @param carried names of inputs
   * @param next names of what they become
   */
  static AttributeProto loop(
      MutantGraph nodes, String prefix, List<String> carried, String goesOn, List<String> next) {
    var inputs = new ArrayList<ValueInfoProto>();
    inputs.add(single(prefix + ".number", SmallGraph.INT64));
    inputs.add(single(prefix + ".goes.on", BOOLEAN));
    carried.forEach(name -> inputs.add(untyped(name)));
    var outputs = new ArrayList<ValueInfoProto>();
    outputs.add(value(goesOn, BOOLEAN));
    next.forEach(name -> outputs.add(untyped(name)));
    return body("body", nodes, inputs, outputs);
  }

  private static ValueInfoProto untyped(String name) {
    return ValueInfoProto.newBuilder().setName(name).build();
  }

  private static List<ValueInfoProto> floats(List<String> names) {
    return names.stream().map(name -> value(name, SmallGraph.FLOAT32)).toList();
  }

  private static AttributeProto body(
      String name, MutantGraph nodes, List<ValueInfoProto> inputs, List<ValueInfoProto> outputs) {
    var graph =
        GraphProto.newBuilder()
            .setName(name)
            .addAllNode(nodes.nodes())
            .addAllInput(inputs)
            .addAllOutput(outputs);
    return AttributeProto.newBuilder().setName(name).setType(5).setG(graph).build();
  }

  /** One without axes, as Loop wants to be told. */
  private static ValueInfoProto single(String name, int type) {
    var value = value(name, type).toBuilder();
    value.getTypeBuilder().getTensorTypeBuilder().setShape(TensorShapeProto.getDefaultInstance());
    return value.build();
  }

  private static ValueInfoProto value(String name, int type) {
    var tensor = TypeProto.TensorType.newBuilder().setElemType(type);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}

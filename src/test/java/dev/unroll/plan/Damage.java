package dev.unroll.plan;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.SmallGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages a model's file, blindly or where it hurts. */
public final class Damage {
  private final Random random;
  private final byte[] original;
  private final ModelProto model;

  /** Where in the file the lengths of its fields stand. */
  private final List<Integer> lengths = new ArrayList<>();

  public Damage(Random random, byte[] original) throws IOException {
    this.random = random;
    this.original = original;
    this.model = ModelProto.parseFrom(original);
    findLengths(0, original.length);
  }

  /** Another damaged file each time. */
  public byte[] next() {
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(original, random.nextInt(original.length));
      case 1 -> flipped();
      case 2 -> spliced();
      case 3 -> relengthened();
      default -> rewired();
    };
  }

  private byte[] flipped() {
    var bytes = original.clone();
    // Most of a file are weights; every other time, what says how long things are is hit.
    boolean structure = random.nextBoolean();
    for (int change = 1 + random.nextInt(8); change > 0; change--) {
      int place =
          structure
              ? Math.max(0, anyLength() - 1 + random.nextInt(3)) % bytes.length
              : random.nextInt(bytes.length);
      bytes[place] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private int anyLength() {
    return lengths.get(random.nextInt(lengths.size()));
  }

  private byte[] spliced() {
    var bytes = original.clone();
    int length = 1 + random.nextInt(1 + bytes.length / (2 + random.nextInt(200)));
    int from = random.nextInt(bytes.length - length);
    int to = random.nextInt(bytes.length - length);
    System.arraycopy(original, from, bytes, to, length);
    return bytes;
  }

  private byte[] relengthened() {
    var bytes = original.clone();
    int place = anyLength();
    // Up to five bytes of a number that says how long a field is.
    int size = random.nextBoolean() ? 1 : 1 + random.nextInt(5);
    for (int index = 0; index < size && place + index < bytes.length; index++) {
      boolean last = index == size - 1;
      bytes[place + index] = (byte) (random.nextInt(128) | (last ? 0 : 128));
    }
    return bytes;
  }

  /** A file that is well-formed, of a graph that is not. */
  private byte[] rewired() {
    var graph = model.getGraph().toBuilder();
    for (int change = 1 + random.nextInt(4); change > 0; change--) {
      rewire(graph);
    }
    return model.toBuilder().setGraph(graph).build().toByteArray();
  }

  private void rewire(GraphProto.Builder graph) {
    if (graph.getNodeCount() == 0) {
      return;
    }
    int place = random.nextInt(graph.getNodeCount());
    var node = graph.getNodeBuilder(place);
    switch (random.nextInt(13)) {
      case 0 -> graph.removeNode(place);
      case 1 -> graph.addNode(node.build());
      case 2 -> node.clearInput();
      case 3 -> node.clearOutput();
      case 4 -> node.clearAttribute();
      case 5 -> node.addAttribute(SmallGraph.text("direction", anyDirection()));
      case 6 -> node.addAttribute(SmallGraph.texts("activations", List.of("Tanh")));
      case 7 -> node.addAttribute(SmallGraph.number("unheard_of", random.nextLong()));
      case 8 -> node.setOpType(List.of("GRU", "LSTM", "RNN", "Concat").get(random.nextInt(4)));
      case 9 -> graph.clearInitializer().clearInput();
      case 10 -> resize(graph);
      default -> connect(graph, node);
    }
  }

  private String anyDirection() {
    return List.of("reverse", "bidirectional", "sideways").get(random.nextInt(3));
  }

  private void resize(GraphProto.Builder graph) {
    if (graph.getInitializerCount() > 0) {
      var weight = graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
      if (weight.getDimsCount() > 0) {
        weight.setDims(random.nextInt(weight.getDimsCount()), random.nextLong());
      }
      if (random.nextInt(4) == 0) {
        weight.clearDims();
      }
    }
  }

  /** One of the node's inputs or outputs becomes any value of the graph: circles come about. */
  private void connect(GraphProto.Builder graph, NodeProto.Builder node) {
    var other = graph.getNode(random.nextInt(graph.getNodeCount()));
    var names = new ArrayList<>(other.getOutputList());
    names.addAll(other.getInputList());
    names.add("nothing");
    var name = names.get(random.nextInt(names.size()));
    if (random.nextInt(3) == 0 && node.getOutputCount() > 0) {
      node.setOutput(random.nextInt(node.getOutputCount()), name);
    } else if (node.getInputCount() > 0) {
      node.setInput(random.nextInt(node.getInputCount()), name);
    }
  }

  /** Whatever reads as a message of fields is taken for one. */
  private boolean findLengths(int from, int size) throws IOException {
    var found = new ArrayList<Integer>();
    var nested = new ArrayList<int[]>();
    var input = CodedInputStream.newInstance(original, from, size);
    try {
      while (!input.isAtEnd()) {
        int tag = input.readTag();
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          if (!input.skipField(tag)) {
            return false;
          }
          continue;
        }
        found.add(from + input.getTotalBytesRead());
        int length = input.readRawVarint32();
        nested.add(new int[] {from + input.getTotalBytesRead(), length});
        input.skipRawBytes(length);
      }
    } catch (IOException e) {
      return false;
    }
    lengths.addAll(found);
    for (var part : nested) {
      findLengths(part[0], part[1]);
    }
    return true;
  }
}

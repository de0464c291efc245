package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.BOOL;
import static dev.unroll.onnx.SmallGraph.INT64;
import static dev.unroll.onnx.SmallGraph.graph;
import static dev.unroll.onnx.SmallGraph.number;

import dev.unroll.onnx.SmallGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Links of random chains that go through a sequence of tensors and back. */
final class ChainSequences {
  private final Random random;
  private final OperatorCase chain;
  private final String to;
  private final int axis;
  private final List<String> element;

  /** The size of the sequence's places; null: they are not an axis yet. */
  private String places;

  /**
   * @param to prefix of all names
   * @param axis of the tensor whose places the sequence has
   * @param sizes of the tensor's axes
   */
  ChainSequences(Random random, OperatorCase chain, String to, int axis, List<String> sizes) {
    this.random = random;
    this.chain = chain;
    this.to = to;
    this.axis = axis;
    this.element = new ArrayList<>(sizes);
    this.places = element.remove(axis);
  }

  /** Sizes of what was made. */
  List<String> sizes() {
    return List.copyOf(element);
  }

  /** Makes a tensor of that name of another one. */
  void link(String from) {
    var list = to + "list";
    if (random.nextBoolean()) {
      chain.integer(to + "each", 1);
      chain.node(
          "SplitToSequence",
          from + "," + to + "each",
          list,
          number("axis", axis),
          number("keepdims", 0));
    } else {
      loop(from, list);
    }
    back(changed(list));
  }

  /** Puts the places of an axis into a list one by one, with what was put in before or without. */
  private void loop(String from, String list) {
    boolean isLast = random.nextBoolean();
    boolean stops = random.nextInt(4) == 0;
    var body =
        new SmallGraph()
            .input(to + "turn", INT64)
            .input(to + "goes", BOOL)
            .untypedInput(to + "sum")
            .untypedInput(to + "before")
            .openOutput(to + "on", BOOL)
            .untypedOutput(to + "next")
            .untypedOutput(to + "after")
            .node("Gather", from + "," + to + "turn", to + "now", number("axis", axis))
            .node(random.nextBoolean() ? "Add" : "Max", to + "now," + to + "sum", to + "next");
    var put = random.nextBoolean() ? to + "next" : to + "now";
    body.node(
        "SequenceInsert", to + "before," + put + (isLast ? "" : "," + to + "zero"), to + "after");
    if (stops) {
      body.node("ReduceMax", to + "now", to + "most", number("keepdims", 0));
      body.node("Less", to + "most," + to + "bound", to + "on");
    } else {
      body.node("Identity", to + "goes", to + "on");
    }
    chain.integer(to + "zero", 0).integer(to + "axis", axis).fraction(to + "bound", 5);
    chain.bytes(to + "true", BOOL, 0, 0, (byte) 1);
    chain.node("Shape", from, to + "shape");
    chain.node("Gather", to + "shape," + to + "axis", to + "turns");
    chain.node("Gather", from + "," + to + "zero", to + "first", number("axis", axis));
    chain.node("SequenceEmpty", "", to + "none");
    chain.node(
        "Loop",
        to + "turns," + to + "true," + to + "first," + to + "none",
        to + "last," + list,
        graph("body", body));
  }

  private String changed(String list) {
    chain.integer(to + "at", random.nextInt(2) - 1L);
    chain.node("SequenceAt", list + "," + to + "at", to + "one");
    switch (random.nextInt(4)) {
      case 0 -> {
        places = "?";
        chain.node("SequenceErase", list + "," + to + "at", to + "fewer");
        return to + "fewer";
      }
      case 1 -> {
        places = "?";
        chain.node("SequenceInsert", list + "," + to + "one", to + "more");
        return to + "more";
      }
      default -> {
        return list;
      }
    }
  }

  private void back(String list) {
    int rank = element.size();
    switch (random.nextInt(rank == 0 ? 2 : 3)) {
      case 0 -> chain.node("SequenceAt", list + "," + to + "at", to);
      case 1 -> {
        int at = random.nextInt(rank + 1);
        chain.node("ConcatFromSequence", list, to, number("axis", at), number("new_axis", 1));
        element.add(at, places);
      }
      default -> {
        int at = random.nextInt(rank);
        chain.node("ConcatFromSequence", list, to, number("axis", at));
        element.set(at, "?");
      }
    }
  }
}

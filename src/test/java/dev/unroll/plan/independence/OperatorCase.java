package dev.unroll.plan.independence;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.InputFacts.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A graph of one node, or few, what it is fed, and what is expected to be granted of it. */
public final class OperatorCase {
  /** What an output is in time, as far as it is granted. */
  enum Time {
    /** The same in every run, or at each step what the step makes. */
    EACH,
    /** What the last run says. */
    LAST,
    /** Nothing is granted. */
    NO
  }

  /** What an input is filled with. */
  enum Content {
    FLOATS,
    /** Integers from 0 to 3. */
    IDS,
    /** The number of steps. */
    LENGTHS
  }

  /**
   * An input.
   *
   * @param layout sizes with blanks between: b for rows, t for steps, B for four rows that the
   *     graph insists on, T for six steps that it insists on, numbers
   * @param state the output that the next run gets; empty: none
   */
  record Feed(String name, String layout, Role role, Content content, String state) {
    List<String> sizes() {
      return layout.isEmpty() ? List.of() : List.of(layout.split(" ", -1));
    }

    InputFacts facts() {
      int batch = Math.max(sizes().indexOf("b"), sizes().indexOf("B"));
      int time = Math.max(sizes().indexOf("t"), sizes().indexOf("T"));
      return new InputFacts(batch, time, role);
    }
  }

  final String operator;
  final String title;
  final SmallGraph graph = new SmallGraph().opset(17);
  final List<Feed> feeds = new ArrayList<>();
  final List<String> outputs = new ArrayList<>();
  boolean rows = true;
  Time time = Time.EACH;
  boolean isCaution;
  boolean isCautionInTime;
  boolean isReverse;
  String layout = "";
  private int weights;

  private OperatorCase(String operator, String title) {
    this.operator = operator;
    this.title = title;
  }

  /** A case of an operator of the table. */
  public static OperatorCase of(String operator, String title) {
    return new OperatorCase(operator, title);
  }

  OperatorCase opset(long version) {
    graph.opset(version);
    return this;
  }

  /** The input x. */
  public OperatorCase x(String layout) {
    return feed("x", layout, Role.DATA, Content.FLOATS, "");
  }

  OperatorCase ids(String name, String layout) {
    return feed(name, layout, Role.DATA, Content.IDS, "");
  }

  /** A state that an output hands to the next run. */
  OperatorCase state(String name, String layout, String output) {
    return feed(name, layout, Role.STATE, Content.FLOATS, output);
  }

  OperatorCase feed(String name, String layout, Role role, Content content, String state) {
    var feed = new Feed(name, layout, role, content, state);
    feeds.add(feed);
    var sizes =
        feed.sizes().stream()
            .map(size -> size.equals("B") ? "4" : size.equals("T") ? "6" : size)
            .map(size -> Character.isDigit(size.charAt(0)) ? (Object) Long.valueOf(size) : size)
            .toArray();
    int type = content == Content.FLOATS ? SmallGraph.FLOAT32 : SmallGraph.INT64;
    graph.input(name, content == Content.LENGTHS ? SmallGraph.INT32 : type, sizes);
    return this;
  }

  /** Weights of no pattern. */
  OperatorCase weight(String name, long... sizes) {
    int count = 1;
    for (long size : sizes) {
      count *= (int) size;
    }
    var random = new SplittableRandom(++weights);
    var values = new float[count];
    for (int place = 0; place < count; place++) {
      values[place] = (float) (random.nextDouble() - 0.5);
    }
    graph.weight(name, sizes(sizes), values);
    return this;
  }

  /** Numbers in a list. */
  OperatorCase integers(String name, long... values) {
    graph.integers(name, List.of((long) values.length), values);
    return this;
  }

  public OperatorCase integer(String name, long value) {
    graph.integers(name, List.of(), value);
    return this;
  }

  OperatorCase floatList(String name, float... values) {
    graph.weight(name, List.of((long) values.length), values);
    return this;
  }

  OperatorCase fraction(String name, float value) {
    graph.weight(name, List.of(), value);
    return this;
  }

  public OperatorCase bytes(String name, int type, long size, long other, byte... values) {
    var sizes = other > 0 ? sizes(size, other) : size > 0 ? sizes(size) : sizes();
    graph.bytes(name, type, sizes, values);
    return this;
  }

  /** Whatever else the graph has. */
  OperatorCase graph(Consumer<SmallGraph> change) {
    change.accept(graph);
    return this;
  }

  static List<Long> sizes(long... sizes) {
    var list = new ArrayList<Long>();
    for (long size : sizes) {
      list.add(size);
    }
    return list;
  }

  public OperatorCase node(String name, String inputs, String made, AttributeProto... attributes) {
    graph.node(name, inputs, made, attributes);
    return this;
  }

  /** The operator itself. */
  OperatorCase it(String inputs, String made, AttributeProto... attributes) {
    return node(operator, inputs, made, attributes);
  }

  /** The operator itself and its first output as the graph's. */
  public OperatorCase y(String inputs, AttributeProto... attributes) {
    return it(inputs, "y", attributes).out("y");
  }

  /** The same of an operator that makes what is no float. */
  OperatorCase typed(String inputs, AttributeProto... attributes) {
    return it(inputs, "typed", attributes).floats("typed", "y");
  }

  /** A tensor of another type as an output of floats. */
  OperatorCase floats(String from, String output) {
    return node("Cast", from, output, SmallGraph.number("to", SmallGraph.FLOAT32)).out(output);
  }

  /** Outputs of floats. */
  public OperatorCase out(String... names) {
    for (var name : names) {
      graph.openOutput(name, SmallGraph.FLOAT32);
      outputs.add(name);
    }
    return this;
  }

  /** What is expected to be granted of the first output, where it is not all. */
  OperatorCase grants(boolean rowsToo, Time steps) {
    rows = rowsToo;
    time = steps;
    return this;
  }

  /** What is not granted would be right. */
  OperatorCase caution() {
    isCaution = true;
    return this;
  }

  /** Steps that are not granted would be right, or wrong only where rows are wrong already. */
  OperatorCase cautionInTime() {
    isCautionInTime = true;
    return this;
  }

  OperatorCase reverse() {
    isReverse = true;
    return this;
  }

  /** What somebody who granted wrongly would take the first output's axes for. */
  OperatorCase as(String axes) {
    layout = axes;
    return this;
  }

  public GraphAnalysis analysis() {
    Map<String, InputFacts> facts =
        feeds.stream().collect(Collectors.toMap(Feed::name, Feed::facts));
    return GraphAnalysis.of(graph.model(), facts, isReverse);
  }

  @Override
  public String toString() {
    return operator + ": " + title;
  }
}

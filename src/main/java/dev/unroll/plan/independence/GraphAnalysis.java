package dev.unroll.plan.independence;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.ValueInfoProto;
import dev.unroll.plan.independence.operator.GraphRun;
import dev.unroll.plan.independence.operator.Rule;
import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Axis.Part;
import dev.unroll.plan.independence.value.RecurrentFacts;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The argument from the graph: whether rows may share a run of it, and whether its time may be cut.
 *
 * <p>Sampling cannot tell. A graph may do one thing for every input that was drawn and another for
 * a padded tail, an end id, the 51st step, a neighbour's larger value. So the graph is run on what
 * is known instead of on numbers: an abstract run. The input has an axis of rows and one of steps.
 * For each tensor that is made of it the run knows where those axes went, whether each row's part
 * of it depends on that row alone, and whether each step's part depends on that step and the hidden
 * states alone (see {@link Value}, {@link Steps}). {@link Operators} has a rule for each operator.
 * Sizes that a graph computes from its input's shape are followed as symbols ({@link Size}), so
 * that it is seen where a reshape puts the rows.
 *
 * <p>It is a permission. What is not known is not granted: a gap costs speed and never an answer.
 * And it is half of the proof: that the operators are what their names say, that states are handed
 * on rightly, that axes are those that were assumed, is seen by running the graph both ways.
 */
public final class GraphAnalysis {
  private final GraphProto graph;
  private final GraphRun run;
  private final List<Value> outputs;

  private GraphAnalysis(GraphProto graph, GraphRun run, List<Value> outputs) {
    this.graph = graph;
    this.run = run;
    this.outputs = outputs;
  }

  /**
   * Runs a graph on what is known of its inputs.
   *
   * @param inputs by name; of others nothing is known
   * @param reverse whether runs go down in time: the next one takes the steps before
   */
  public static GraphAnalysis of(
      ModelProto model, Map<String, InputFacts> inputs, boolean reverse) {
    var graph = model.getGraph();
    var opsets = new HashMap<String, Long>();
    for (var opset : model.getOpsetImportList()) {
      opsets.put(opset.getDomain().equals("ai.onnx") ? "" : opset.getDomain(), opset.getVersion());
    }
    var constants =
        graph.getInitializerList().stream()
            .map(tensor -> tensor.getName())
            .collect(Collectors.toSet());
    var defined =
        model.getFunctionsList().stream()
            .map(function -> Rule.key(function.getDomain(), function.getName()))
            .collect(Collectors.toSet());
    var run = new GraphRun(Operators.TABLE, opsets, defined, reverse);
    return new GraphAnalysis(graph, run, run.run(graph, values(graph, inputs, constants)));
  }

  private static Map<String, Value> values(
      GraphProto graph, Map<String, InputFacts> inputs, Set<String> constants) {
    var values = new HashMap<String, Value>();
    for (var input : graph.getInputList()) {
      var facts = inputs.get(input.getName());
      if (facts != null) {
        values.put(input.getName(), value(input, facts));
      } else if (!constants.contains(input.getName())) {
        values.put(
            input.getName(),
            Value.unknown("nothing is known about the input '" + input.getName() + "'"));
      }
    }
    return values;
  }

  private static Value value(ValueInfoProto input, InputFacts facts) {
    var dimensions = input.getType().getTensorType().getShape().getDimList();
    if (Math.max(facts.batchAxis(), facts.timeAxis()) >= dimensions.size()) {
      return Value.unknown("the input '" + input.getName() + "' does not declare its axes");
    }
    var axes = new ArrayList<Axis>();
    for (int place = 0; place < dimensions.size(); place++) {
      var dimension = dimensions.get(place);
      long declared = dimension.getDimValue();
      if (place == facts.batchAxis()) {
        axes.add(labelled(Kind.ROWS, declared, Size.ROWS));
      } else if (place == facts.timeAxis()) {
        axes.add(labelled(Kind.STEPS, declared, Size.STEPS));
      } else {
        var name = dimension.getDimParam() + " of " + input.getName() + "." + place;
        axes.add(
            Axis.plain(
                declared > 0 ? Size.of(declared) : Size.of(new Size.Unknown(name, false, false))));
      }
    }
    var what = "the input '" + input.getName() + "'";
    return switch (facts.role()) {
      case DATA -> Value.of(axes, null, facts.timeAxis() >= 0 ? Steps.EACH : Steps.CONSTANT, what);
      case STATE -> Value.of(axes, null, Steps.START, what);
      case ZERO_STATE -> Value.of(axes, null, Steps.CONSTANT, what).withFill(Size.of(0));
      case WHOLE_SEQUENCE -> Value.of(axes, null, Steps.CONSTANT, what);
      case LENGTHS -> Value.of(axes, null, Steps.CONSTANT, what).withFill(Size.STEPS);
    };
  }

  /** A fixed number of rows or steps; one is no axis that could be told from others of size 1. */
  private static Axis labelled(Kind kind, long declared, Size free) {
    return declared == 1
        ? Axis.ONE
        : new Axis(List.of(new Part(kind, declared > 0 ? Size.of(declared) : free)));
  }

  /** What was found of an output by name. */
  public OutputFacts output(String name) {
    return facts(name, value(name));
  }

  /** All that is known of an output by name. */
  Value value(String name) {
    for (int place = 0; place < graph.getOutputCount(); place++) {
      if (graph.getOutput(place).getName().equals(name)) {
        var made = outputs.get(place);
        if (made.isSequence()) {
          return Value.unknown("output '" + name + "' is a sequence of tensors");
        }
        boolean isOrdered = made.axes() != null && !Axis.order(made.axes()).isEmpty();
        return isOrdered
            ? Value.unknown("output '" + name + "' has the rows in another order")
            : made.asData("output '" + name + "'");
      }
    }
    throw new IllegalArgumentException("no output '" + name + "'");
  }

  private static OutputFacts facts(String name, Value value) {
    var rows = value.rowsObstacle();
    var time = value.steps();
    // A state that no recurrent node has taken on comes out as it went in.
    boolean isState = time.is(Steps.Kind.END);
    return new OutputFacts(
        rows == null ? "" : rows,
        switch (time.kind()) {
          case MIXED -> time.obstacle();
          case START -> "output '" + name + "' is the state before the run, not after it";
          case CONSTANT, EACH, END, LAST -> "";
        },
        isState,
        axis(value, Kind.ROWS),
        axis(value, Kind.STEPS));
  }

  private static int axis(Value value, Kind kind) {
    if (value.axes() == null) {
      return -1;
    }
    for (int place = 0; place < value.axes().size(); place++) {
      var parts = value.axes().get(place).parts();
      if (parts.size() == 1 && parts.get(0).kind() == kind) {
        return place;
      }
    }
    return -1;
  }

  /**
   * What a recurrent node does, by its first output; empty where the run did not come to it, or did
   * not understand what it runs over.
   */
  public Optional<RecurrentFacts> recurrent(String output) {
    return Optional.ofNullable(run.recurrent().get(output));
  }

  /** What all recurrent nodes do that were understood, those in inner graphs included. */
  public List<RecurrentFacts> recurrent() {
    return List.copyOf(run.recurrent().values());
  }
}

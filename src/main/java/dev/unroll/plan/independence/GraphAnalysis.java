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
 * Decides from the graph whether rows may share a run of it, and whether its time may be cut.
 *
 * <p>Running it on random input cannot show that. A graph may do one thing for every input that was
 * drawn and another for a padded tail, an end id, the 51st step or a neighbour's larger value. So
 * this is an abstract interpretation. The input has an axis of rows and one of steps. For each
 * tensor that is computed from it the run knows where those axes are, whether each row's part
 * depends on that row alone, and whether each step's part depends on that step and the hidden
 * states alone (see {@link Value}, {@link Steps}). {@link Operators} has a rule for each operator.
 * Sizes that a graph computes from its input's shape are followed as symbols ({@link Size}), so
 * that it is seen where a reshape puts the rows.
 *
 * <p>The result is a permission. What is not known is not granted, so a gap costs speed and never
 * an answer. It is half of the proof. The other half runs the graph both ways, which shows that
 * operators do what their names say, that states are passed on correctly, and that the axes are
 * those that were assumed.
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
   * Analyses a graph, given what is known about its inputs.
   *
   * @param inputs the known inputs by name; nothing is known about the others
   * @param reverse whether runs go backwards in time: the next run takes the preceding steps
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

  /**
   * Returns the axis of rows or steps. A fixed size of 1 cannot be told from other axes of size 1.
   */
  private static Axis labelled(Kind kind, long declared, Size free) {
    return declared == 1
        ? Axis.ONE
        : new Axis(List.of(new Part(kind, declared > 0 ? Size.of(declared) : free)));
  }

  /** Returns what was found about the named output. */
  public OutputFacts output(String name) {
    return facts(name, value(name));
  }

  /** Returns all that is known about the named output. */
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
   * Returns what a recurrent node does, by its first output; empty where the analysis did not reach
   * the node or could not follow its input.
   */
  public Optional<RecurrentFacts> recurrent(String output) {
    return Optional.ofNullable(run.recurrent().get(output));
  }

  /** Returns what all analysed recurrent nodes do, including those in subgraphs. */
  public List<RecurrentFacts> recurrent() {
    return List.copyOf(run.recurrent().values());
  }
}

package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Places of rows, orders of rows and what rows say, computed and picked with at random: whatever is
 * granted is kept to.
 */
class RandomPlacesTest {
  private static final int GRAPHS = Integer.getInteger("unroll.test.places", 1500);
  private static final long FIRST = Long.getLong("unroll.test.seed", 1);

  private int granted;
  private int refused;

  /** A graph that grows by nodes over integers and floats that it has. */
  private static final class Growing {
    private final Random random;
    private final OperatorCase graph;
    private final List<String> integers = new ArrayList<>();
    private final List<String> floats = new ArrayList<>();
    private int made;

    private Growing(long seed) {
      random = new Random(seed);
      boolean isTurned = random.nextInt(3) == 0;
      graph = OperatorCase.of("places", "number " + seed).x(isTurned ? "t b 4" : "b t 4");
      int rows = isTurned ? 1 : 0;
      graph.feed("n", "b", Role.WHOLE_SEQUENCE, Content.IDS, "");
      graph.feed("l", "b", Role.LENGTHS, Content.LENGTHS, "");
      graph.integers("first", 0).integers("last", -1).integers("column", -1, 1);
      graph.integers("flat", -1, 4).integer("zero", 0).integer("one", 1);
      graph.node("Shape", "x", "rows", number("start", rows), number("end", rows + 1));
      graph.node("Shape", "x", "steps", number("start", 1 - rows), number("end", 2 - rows));
      graph.node("Squeeze", "rows,first", "count").node("Range", "zero,count,one", "own");
      graph.node("Cast", "l", "long", number("to", 7)).node("Sub", "long,one", "end");
      graph.node("TopK", "n,rows", "keys,order").node("Gather", "x,order", "sorted");
      graph.node("TopK", "order,rows", "up,back", number("largest", 0));
      integers.addAll(List.of("n", "end", "own", "keys", "order", "back", "count", "steps", "one"));
      floats.addAll(List.of("x", "x", "sorted"));
    }

    private String any(List<String> from) {
      // What is new is likelier.
      int first = random.nextInt(from.size());
      int behind = Math.min(first, random.nextInt(from.size()));
      return from.get(random.nextBoolean() ? from.size() - 1 - behind : behind);
    }

    private void integer(String operator, String inputs) {
      integers.add("i" + ++made);
      graph.node(operator, inputs, "i" + made);
    }

    private void picked(String operator, String inputs, int axis) {
      floats.add("f" + ++made);
      if (operator.equals("Gather")) {
        graph.node(operator, inputs, "f" + made, number("axis", axis));
      } else {
        graph.node(operator, inputs, "f" + made);
      }
    }

    private void grow() {
      var one = any(integers);
      var other = any(integers);
      var value = any(floats);
      switch (random.nextInt(14)) {
        case 0 -> integer("Add", one + "," + other);
        case 1 -> integer("Sub", one + "," + other);
        case 2 -> integer("Mul", one + "," + other);
        case 3 -> picked("Gather", value + ",back", 0);
        case 4 -> integer("Gather", one + "," + other);
        case 5 -> integer("ScatterElements", one + "," + other + "," + any(integers));
        case 6 -> {
          integers.add("k" + ++made);
          integers.add("o" + made);
          var largest = number("largest", random.nextInt(2));
          graph.node("TopK", one + ",rows", "k" + made + ",o" + made, largest);
        }
        case 7, 8 -> stacked(one, other, value);
        case 9, 10 -> picked("Gather", value + "," + one, random.nextInt(2));
        case 11 -> flat(one, other, value);
        case 12 -> {
          graph.node("Unsqueeze", one + ",column", "u" + ++made);
          graph.node("Cast", "u" + made, "c" + made, number("to", 1));
          picked("Mul", value + ",c" + made, 0);
        }
        default -> {
          floats.add("f" + ++made);
          graph.node("Transpose", value, "f" + made, numbers("perm", 1, 0, 2));
        }
      }
    }

    private void stacked(String one, String other, String value) {
      graph.node("Unsqueeze", one + ",last", "p" + ++made);
      graph.node("Unsqueeze", other + ",last", "q" + made);
      graph.node("Concat", "p" + made + ",q" + made, "s" + made, number("axis", -1));
      picked("GatherND", value + ",s" + made, 0);
    }

    private void flat(String one, String other, String value) {
      graph.node("Reshape", value + ",flat", "j" + ++made);
      graph.node("Mul", one + "," + (random.nextBoolean() ? "steps" : "rows"), "m" + made);
      graph.node("Add", "m" + made + "," + other, "a" + made);
      picked("Gather", "j" + made + ",a" + made, 0);
    }

    private OperatorCase grown() {
      int nodes = 1 + random.nextInt(5);
      for (int node = 0; node < nodes; node++) {
        grow();
      }
      if (random.nextBoolean()) {
        picked("Gather", any(floats) + ",back", 0);
      }
      return graph.node("Identity", floats.get(floats.size() - 1), "y").out("y");
    }
  }

  @Test
  void placesAtRandom_areKeptToWhatTheyAreGranted() throws Exception {
    var runtime = OnnxRuntime.open(new DeviceChoice(DeviceChoice.Kind.CPU, 0));
    for (long seed = FIRST; seed < FIRST + GRAPHS; seed++) {
      var graph = new Growing(seed).grown();
      try (var runner = new CaseRunner(runtime, graph)) {
        hold(graph, runner);
      } catch (LoadException e) {
        // What is no graph is granted nothing.
      }
    }
    assertTrue(granted > GRAPHS / 50, "rows are granted to " + granted);
    assertTrue(refused > GRAPHS / 10, "rows are refused to " + refused);
  }

  private void hold(OperatorCase graph, CaseRunner runner) {
    var value = graph.analysis().value("y");
    if (value.axes() == null || value.rowsObstacle() != null) {
      refused++;
      return;
    }
    var what = graph + " " + graph.graph.graph().getNodeList();
    try {
      var law = new IndependenceLaw(runner, "y", value.axes());
      assertEquals("", law.rowsViolation(0), what);
      granted++;
      boolean isLast = value.steps().is(Steps.Kind.LAST);
      if (isLast || !value.steps().is(Steps.Kind.MIXED)) {
        assertEquals("", law.stepsViolation(isLast, 2), what);
      }
    } catch (GraphException e) {
      // An index that is not there fails in all companies.
    }
  }
}

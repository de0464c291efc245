package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static dev.unroll.onnx.SmallGraph.text;

import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Recurrent nodes. */
final class RecurrentCases {
  private static final int HIDDEN = 3;

  private RecurrentCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    for (var name : List.of("RNN", "GRU", "LSTM")) {
      cases.add(stepwise(weighted(name, "forward with states", "forward")));
      cases.add(stepwise(weighted(name, "reverse with states", "reverse")).grants(true, Time.NO));
      cases.add(stepwise(weighted(name, "reverse, down in time", "reverse")).reverse());
      cases.add(
          stepwise(weighted(name, "forward, down in time", "forward"))
              .reverse()
              .grants(true, Time.NO));
      cases.add(
          stepwise(weighted(name, "bidirectional with states", "bidirectional"))
              .grants(true, Time.NO));
      cases.add(run(weighted(name, "from zeros", "forward"), "", "").grants(true, Time.NO));
      cases.add(lastState(weighted(name, "the last state alone", "forward")));
    }
    lengths(cases);
    states(cases);
    biases(cases);
    return cases;
  }

  private static int gates(String name) {
    return name.equals("RNN") ? 1 : name.equals("GRU") ? 3 : 4;
  }

  private static OperatorCase weighted(String name, String title, String direction) {
    int directions = direction.equals("bidirectional") ? 2 : 1;
    var one = OperatorCase.of(name, title).x("t b 4");
    return weights(one, directions);
  }

  private static OperatorCase weights(OperatorCase one, int directions) {
    int gates = gates(one.operator);
    return one.weight("w", directions, (long) gates * HIDDEN, 4)
        .weight("r", directions, (long) gates * HIDDEN, HIDDEN)
        .weight("b", directions, 2L * gates * HIDDEN);
  }

  private static String direction(OperatorCase one) {
    return one.title.split("[ ,]", -1)[0];
  }

  private static OperatorCase run(OperatorCase one, String lengths, String states) {
    var known = List.of("forward", "reverse", "bidirectional");
    var direction = known.contains(direction(one)) ? direction(one) : "forward";
    boolean isLong = one.operator.equals("LSTM");
    return one.it(
            "x,w,r,b," + lengths + (states.isEmpty() ? "" : "," + states),
            isLong ? "y,yh,yc" : "y,yh",
            text("direction", direction),
            number("hidden_size", HIDDEN))
        .out("y");
  }

  private static String given(OperatorCase one) {
    return one.operator.equals("LSTM") ? "h,c" : "h";
  }

  /** From states that it hands on. */
  private static OperatorCase stepwise(OperatorCase one) {
    int directions = direction(one).equals("bidirectional") ? 2 : 1;
    one.state("h", directions + " b " + HIDDEN, "yh");
    if (one.operator.equals("LSTM")) {
      one.state("c", directions + " b " + HIDDEN, "yc");
    }
    run(one, "", given(one));
    return one.operator.equals("LSTM") ? one.out("yh", "yc") : one.out("yh");
  }

  private static OperatorCase lastState(OperatorCase one) {
    one.state("h", "1 b " + HIDDEN, "yh");
    if (one.operator.equals("LSTM")) {
      one.state("c", "1 b " + HIDDEN, "yc");
    }
    boolean isLong = one.operator.equals("LSTM");
    one.it("x,w,r,b,," + given(one), isLong ? ",yh,yc" : ",yh", number("hidden_size", HIDDEN));
    one.out("yh");
    return (isLong ? one.out("yc") : one).grants(true, Time.LAST);
  }

  private static void lengths(List<OperatorCase> cases) {
    cases.add(
        run(
                weighted("LSTM", "forward with all lengths", "forward")
                    .feed("n", "b", Role.LENGTHS, Content.LENGTHS, "")
                    .state("h", "1 b 3", "yh")
                    .state("c", "1 b 3", "yc"),
                "n",
                "h,c")
            .out("yh", "yc"));
    cases.add(
        run(
                weighted("GRU", "forward with lengths that are counted", "forward")
                    .feed("h", "1 b 3", Role.STATE, Content.FLOATS, "yh")
                    .fraction("zero", 0.5f)
                    .node("Greater", "x,zero", "above")
                    .node("Cast", "above", "one", number("to", 6))
                    .node("ReduceMax", "one", "at", numbers("axes", 2), number("keepdims", 0))
                    .integers("steps", 0)
                    .node("ReduceSum", "at,steps", "n", number("keepdims", 0)),
                "n",
                "h")
            .out("yh")
            .grants(true, Time.NO));
    cases.add(
        run(
                weights(OperatorCase.of("GRU", "forward with a length for each of four rows"), 1)
                    .x("t B 4")
                    .integers("l", 1, 2, 3, 6)
                    .node("Cast", "l", "n", number("to", 6))
                    .state("h", "1 B 3", "yh"),
                "n",
                "h")
            .out("yh")
            .grants(false, Time.NO)
            .as("t 1 B 3"));
  }

  private static void states(List<OperatorCase> cases) {
    cases.add(
        run(
                weights(OperatorCase.of("GRU", "forward from other states of four rows"), 1)
                    .x("t B 4")
                    .weight("h", 1, 4, 3),
                "",
                "h")
            .grants(false, Time.NO)
            .as("t 1 B 3"));
    cases.add(
        run(
                weights(OperatorCase.of("GRU", "forward over a constant from four rows' states"), 1)
                    .feed("s", "1 B 3", Role.WHOLE_SEQUENCE, Content.FLOATS, "")
                    .weight("x", 5, 4, 4),
                "",
                "s")
            .grants(false, Time.EACH)
            .as("5 1 B 3"));
    cases.add(
        run(
                weighted("GRU", "forward from a state that is computed with", "forward")
                    .state("g", "1 b 3", "yh")
                    .node("Neg", "g", "h"),
                "",
                "h")
            .out("yh")
            .grants(true, Time.NO));
    cases.add(run(weighted("RNN", "forward over rows", "forward"), "", "").grants(true, Time.NO));
    var turned = OperatorCase.of("RNN", "over what are rows").x("b t 4");
    cases.add(run(weights(turned, 1), "", "").grants(false, Time.EACH).as("b 1 t 3"));
  }

  private static void biases(List<OperatorCase> cases) {
    var one = OperatorCase.of("RNN", "forward, the number of steps as a bias").x("t b 4");
    one.weight("w", 1, HIDDEN, 4).weight("r", 1, HIDDEN, HIDDEN).weight("a", 1, 2 * HIDDEN);
    one.node("Shape", "x", "s", number("end", 1)).node("Cast", "s", "n", number("to", 1));
    one.node("Mul", "a,n", "b").state("h", "1 b 3", "yh");
    cases.add(run(one, "", "h").out("yh").grants(true, Time.NO));
  }
}

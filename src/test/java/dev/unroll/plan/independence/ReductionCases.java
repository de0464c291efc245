package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;

import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Reductions, softmax, normalisations. */
final class ReductionCases {
  private ReductionCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    var names =
        "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd"
            + " ReduceSumSquare";
    for (var name : names.split(" ", -1)) {
      cases.add(OperatorCase.of(name, "over width").x("b t 4").y("x", numbers("axes", 2)));
      cases.add(
          OperatorCase.of(name, "over rows")
              .x("b t 4")
              .y("x", numbers("axes", 0))
              .grants(false, Time.EACH));
      cases.add(
          OperatorCase.of(name, "over steps")
              .x("b t 4")
              .y("x", numbers("axes", -2), number("keepdims", 0))
              .grants(true, Time.NO));
      cases.add(OperatorCase.of(name, "over all").x("b t 4").y("x").grants(false, Time.NO));
    }
    cases.add(OperatorCase.of("ReduceSum", "over width").x("b t 4").integers("a", -1).y("x,a"));
    cases.add(
        OperatorCase.of("ReduceSum", "over steps")
            .x("b t 4")
            .integers("a", 1)
            .y("x,a")
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("ReduceSum", "over the axis that the number of rows names")
            .x("b t 4")
            .node("Shape", "x", "a", number("end", 1))
            .y("x,a", number("keepdims", 0))
            .grants(false, Time.NO)
            .as("b 4"));
    cases.add(
        OperatorCase.of("ReduceSumSquare", "over nothing")
            .opset(18)
            .x("b t 4")
            .y("x", number("noop_with_empty_axes", 1)));
    for (var name : List.of("ArgMax", "ArgMin")) {
      cases.add(OperatorCase.of(name, "over width").x("b t 4").typed("x", number("axis", 2)));
      cases.add(OperatorCase.of(name, "over rows").x("b t 4").typed("x").grants(false, Time.EACH));
      cases.add(
          OperatorCase.of(name, "over steps")
              .x("b t 4")
              .typed("x", number("axis", 1), number("keepdims", 0))
              .grants(true, Time.NO));
    }
    top(cases);
    alongOneAxis(cases);
    normalisations(cases);
    return cases;
  }

  private static void top(List<OperatorCase> cases) {
    for (int axis = 0; axis < 3; axis++) {
      var one = OperatorCase.of("TopK", "over axis " + axis).x("b t 4").integers("k", 1);
      one.it("x,k", "y,places", number("axis", axis)).out("y").floats("places", "p");
      cases.add(one.grants(axis != 0, axis == 1 ? Time.NO : Time.EACH));
    }
    cases.add(
        OperatorCase.of("TopK", "as many as there are rows")
            .x("b t 8")
            .node("Shape", "x", "k", number("end", 1))
            .it("x,k", "y,places")
            .out("y")
            .grants(false, Time.EACH));
  }

  private static void alongOneAxis(List<OperatorCase> cases) {
    for (var name : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      cases.add(OperatorCase.of(name, "over width").x("b t 4").y("x"));
      cases.add(
          OperatorCase.of(name, "over rows")
              .x("b t 4")
              .y("x", number("axis", 0))
              .grants(false, Time.EACH));
      cases.add(
          OperatorCase.of(name, "over steps")
              .x("b t 4")
              .y("x", number("axis", 1))
              .grants(true, Time.NO));
      cases.add(
          OperatorCase.of(name, "over all axes from one on")
              .opset(11)
              .x("b t 4")
              .y("x")
              .grants(true, Time.NO));
      cases.add(
          OperatorCase.of(name, "over all axes from one on, time first")
              .opset(11)
              .x("t b 4")
              .y("x")
              .grants(false, Time.EACH));
      cases.add(
          OperatorCase.of(name, "over the last axis, as it was before")
              .opset(11)
              .x("b t 4")
              .y("x", number("axis", 2)));
    }
    for (int axis = 0; axis < 3; axis++) {
      cases.add(
          OperatorCase.of("CumSum", "along axis " + axis)
              .x("b t 4")
              .integer("a", axis)
              .y("x,a")
              .grants(axis != 0, axis == 1 ? Time.NO : Time.EACH));
      cases.add(
          OperatorCase.of("LpNormalization", "along axis " + axis)
              .x("b t 4")
              .y("x", number("axis", axis))
              .grants(axis != 0, axis == 1 ? Time.NO : Time.EACH));
    }
    cases.add(
        OperatorCase.of("CumSum", "along the axis that the number of rows names")
            .x("b t 4")
            .node("Shape", "x", "a", number("end", 1))
            .y("x,a")
            .grants(false, Time.NO));
  }

  private static void normalisations(List<OperatorCase> cases) {
    for (var name :
        List.of("LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization")) {
      int opset = name.startsWith("RMS") ? 23 : 17;
      cases.add(
          OperatorCase.of(name, "over width").opset(opset).x("b t 4").weight("w", 4).y("x,w"));
    }
    cases.add(
        OperatorCase.of("LayerNormalization", "over steps")
            .x("b T 4")
            .weight("w", 6, 4)
            .y("x,w", number("axis", 1))
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("LayerNormalization", "over rows, their largest as the scale")
            .x("b t 4")
            .node("ReduceMax", "x", "m", numbers("axes", 0, 1), number("keepdims", 0))
            .y("x,m")
            .grants(false, Time.NO));
    var batch = OperatorCase.of("BatchNormalization", "over channels").x("b 4 t");
    cases.add(
        batch
            .weight("s", 4)
            .weight("c", 4)
            .weight("m", 4)
            .floatList("v", 1, 2, 0.5f, 1)
            .y("x,s,c,m,v"));
    cases.add(
        OperatorCase.of("BatchNormalization", "in training")
            .x("b 4 t")
            .weight("s", 4)
            .weight("c", 4)
            .weight("m", 4)
            .floatList("v", 1, 2, 0.5f, 1)
            .it("x,s,c,m,v", "y,mean,variance", number("training_mode", 1))
            .out("y")
            .grants(false, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("BatchNormalization", "four rows for channels")
            .x("t B 3")
            .weight("s", 4)
            .weight("c", 4)
            .weight("m", 4)
            .floatList("v", 1, 2, 0.5f, 1)
            .y("x,s,c,m,v")
            .grants(false, Time.EACH)
            .as("t B 3"));
    cases.add(
        OperatorCase.of("InstanceNormalization", "over steps")
            .x("b 4 t")
            .weight("s", 4)
            .weight("c", 4)
            .y("x,s,c")
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("InstanceNormalization", "over width")
            .x("b 4 5")
            .weight("s", 4)
            .weight("c", 4)
            .y("x,s,c"));
    cases.add(
        OperatorCase.of("InstanceNormalization", "the largest of all rows as the scale")
            .x("b 4 5")
            .node("ReduceMax", "x", "s", numbers("axes", 0, 2), number("keepdims", 0))
            .weight("c", 4)
            .y("x,s,c")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        OperatorCase.of("InstanceNormalization", "four rows for channels")
            .x("t B 5")
            .weight("s", 4)
            .weight("c", 4)
            .y("x,s,c")
            .grants(false, Time.EACH)
            .as("t B 5"));
    cases.add(
        OperatorCase.of("GroupNormalization", "over channels and steps")
            .opset(21)
            .x("b 4 t")
            .weight("s", 4)
            .weight("c", 4)
            .y("x,s,c", number("num_groups", 2))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("GroupNormalization", "the largest of all rows as the scale")
            .opset(21)
            .x("b 4 5")
            .node("Abs", "x", "z")
            .integers("axes", 0, 2)
            .node("ReduceMax", "z,axes", "s", number("keepdims", 0))
            .weight("c", 4)
            .y("x,s,c", number("num_groups", 2))
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        OperatorCase.of("MeanVarianceNormalization", "over width")
            .x("b t 4 3")
            .y("x", numbers("axes", 2, 3)));
    cases.add(
        OperatorCase.of("MeanVarianceNormalization", "over rows as well")
            .x("b t 4 3")
            .y("x")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("MeanVarianceNormalization", "over steps")
            .x("b t 4 3")
            .y("x", numbers("axes", 1))
            .grants(true, Time.NO));
  }
}

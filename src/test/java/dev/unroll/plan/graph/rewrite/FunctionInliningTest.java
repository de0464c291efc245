package dev.unroll.plan.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.FunctionProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.OperatorSetId;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanRunner;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that a file defines are judged by their bodies. */
class FunctionInliningTest {
  private static final String OWN = "own.functions";

  @TempDir Path folder;

  private static FunctionProto.Builder function(
      String name, SmallGraph body, String in, String out) {
    return FunctionProto.newBuilder()
        .setDomain(OWN)
        .setName(name)
        .addAllInput(List.of(in.split(",", -1)))
        .addAllOutput(List.of(out.split(",", -1)))
        .addOpsetImport(OperatorSetId.newBuilder().setDomain("").setVersion(17))
        .addOpsetImport(OperatorSetId.newBuilder().setDomain(OWN).setVersion(1))
        .addAllNode(body.graph().getNodeList());
  }

  private static ModelProto model(SmallGraph graph, FunctionProto.Builder... functions) {
    var model = graph.model().toBuilder();
    model.addOpsetImport(OperatorSetId.newBuilder().setDomain(OWN).setVersion(1));
    for (var function : functions) {
      model.addFunctions(function);
    }
    return model.build();
  }

  private static AttributeProto given(String name, String from, int type) {
    return AttributeProto.newBuilder().setName(name).setRefAttrName(from).setType(type).build();
  }

  /** Rows first, steps, two numbers; w, r, axes. */
  private static SmallGraph graph() {
    return new SmallGraph()
        .input("x", SmallGraph.FLOAT32, "batch", "time", 2)
        .openOutput("y", SmallGraph.FLOAT32)
        .weight("w", List.of(1L, 2L, 2L), .5f, -.4f, .3f, .2f)
        .weight("r", List.of(1L, 2L, 2L), .1f, .6f, -.3f, .5f)
        .integers("zeroth", List.of(1L), 0)
        .integers("first", List.of(1L), 1);
  }

  /** A layer that takes rows first: z of x, w, r, axis. */
  private static FunctionProto.Builder layer() {
    var body =
        new SmallGraph()
            .node("Transpose", "x", "t", SmallGraph.numbers("perm", 1, 0, 2))
            .node("RNN", "t,w,r", "h,", given("hidden_size", "units", 2))
            .node("Squeeze", "h,axis", "s")
            .node("Transpose", "s", "z", SmallGraph.numbers("perm", 1, 0, 2));
    return function("Layer", body, "x,w,r,axis", "z");
  }

  private static SmallGraph layered() {
    return graph().node(OWN + ".Layer", "x,w,r,first", "t", SmallGraph.number("units", 2));
  }

  @Test
  void recurrentNodeInAFunction_isCutInTime() throws Exception {
    assertEquals("causal", planned(model(layered().node("Relu", "t", "y"), layer())));
  }

  @Test
  void functionOfFunctions_calledTwice_isWhatItSays() throws Exception {
    var twice =
        new SmallGraph()
            .node(OWN + ".Layer", "x,w,r,axis", "z", given("units", "units", 2))
            .node(OWN + ".Layer", "z,w,r,axis", "s", given("units", "units", 2));
    var both = function("Both", twice, "x,w,r,axis", "s");
    both.addAttributeProto(SmallGraph.number("units", 2));
    var graph = graph().node(OWN + ".Both", "x,w,r,first", "y");
    assertEquals("causal", planned(model(graph, layer(), both)));
  }

  @Test
  void stepsThatAFunctionBringsTogether_areNotCut() throws Exception {
    var mean = new SmallGraph().node("ReduceSum", "a,axis", "b", given("keepdims", "keeps", 2));
    var graph = layered().node(OWN + ".Sum", "t,first", "y", SmallGraph.number("keeps", 0));
    assertEquals("whole", planned(model(graph, layer(), function("Sum", mean, "a,axis", "b"))));
  }

  @Test
  void rowsThatAFunctionBringsTogether_runAlone() throws Exception {
    var body =
        new SmallGraph()
            .node("ReduceMax", "a", "m", SmallGraph.numbers("axes", 0))
            .node("Sub", "a,m", "b");
    var graph = layered().node(OWN + ".Less", "t", "y");
    assertEquals("alone", planned(model(graph, layer(), function("Less", body, "a", "b"))));
  }

  @Test
  void graphInsideAFunction_seesItsNamesAndNoOthers() throws Exception {
    // The name t is also one of the graph around.
    var yes = new SmallGraph().node("Neg", "a", "t").openOutput("t", SmallGraph.FLOAT32);
    var no = new SmallGraph().node("Relu", "a", "u").openOutput("u", SmallGraph.FLOAT32);
    var body =
        new SmallGraph()
            .node(
                "If",
                "c",
                "b",
                SmallGraph.graph("then_branch", yes),
                SmallGraph.graph("else_branch", no));
    var graph =
        layered()
            .bytes("truth", SmallGraph.BOOL, List.of(), (byte) 1)
            .node(OWN + ".Choice", "t,truth", "y");
    var choice = function("Choice", body, "a,c", "b");
    assertEquals("causal", planned(model(graph, layer(), choice)));
  }

  @Test
  void inputThatIsAbsent_staysSo() throws Exception {
    var body = new SmallGraph().node("Clip", "a,low,high", "b");
    var graph = layered().weight("most", List.of(), .1f).node(OWN + ".Bound", "t,,most", "y");
    var bound = function("Bound", body, "a,low,high", "b");
    assertEquals("causal", planned(model(graph, layer(), bound)));
  }

  @Test
  void functionThatCallsItself_isNotInlined() {
    var body = new SmallGraph().node(OWN + ".Endless", "a", "b");
    var graph = layered().node(OWN + ".Endless", "t", "y");
    var model = model(graph, layer(), function("Endless", body, "a", "b"));
    assertTrue(FunctionInlining.of(model).isEmpty());
  }

  @Test
  void functionOfAnotherVersionOfOperators_orByTheNameOfAnOperator_isNotInlined() {
    var other = layer().setOpsetImport(0, OperatorSetId.newBuilder().setDomain("").setVersion(9));
    assertTrue(FunctionInlining.of(model(layered(), other)).isEmpty());
    var named = layer().setDomain("").setName("Relu");
    assertTrue(FunctionInlining.of(model(layered(), layer(), named)).isEmpty());
  }

  /** The plan, where it answers what ONNX Runtime makes of the file as it is. */
  private String planned(ModelProto model) throws Exception {
    Files.write(folder.resolve("model.onnx"), model.toByteArray());
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    var input = new float[] {.1f, -2, .3f, .4f, 5, .6f, -.7f, .8f};
    float[] expected;
    try (var session = runtime.load(folder.resolve("model.onnx"))) {
      var workspace = new Workspace();
      var type = session.inputs().get(0).type();
      var block = workspace.input(0, type, new long[] {1, 4, 2});
      for (int place = 0; place < input.length; place++) {
        block.floats().put(place, input[place]);
      }
      var made = session.run(workspace, List.of(block), List.of(new long[0])).get(0);
      expected = new float[made.data().remaining()];
      made.floats().get(0, expected);
    }
    try (var plan = (AnswerPlan) new Planner(runtime).plan(folder, Map.of())) {
      var rows = List.of(new Sequence.Vectors(input, 2));
      var answer = PlanRunner.together(plan, new Workspace(), rows, 3).get(0).get(0).values();
      assertArrayEquals(expected, answer, 1e-5f);
      boolean alone = plan.stages().get(0).maxRows() == 1;
      return alone ? "alone" : plan.facts().label();
    }
  }
}

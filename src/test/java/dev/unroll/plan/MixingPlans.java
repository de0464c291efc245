package dev.unroll.plan;

import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.InputBinding;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.RowsPerRun;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans that no proof would let through: their graph adds to each step the largest of all rows, and
 * yet they let rows share runs. Alone a row gets twice its input.
 */
public final class MixingPlans {
  public static final int WIDTH = 2;

  private static final Layout LAYOUT = new Layout(0, 1);
  private static final List<Long> SHAPE = List.of(-1L, -1L, (long) WIDTH);

  private MixingPlans() {}

  /** One that is cut in time, and takes live rows. */
  public static AnswerPlan causal(Path folder) throws Exception {
    var stage = stage(folder);
    var whole = findings(stage(folder));
    return new SlicedPlan(
        facts("causal", whole),
        List.of(stage),
        whole.channels(),
        whole.outputChannels(),
        Map.of(),
        whole);
  }

  /** One whose rows share runs if they are of equal length. */
  public static AnswerPlan whole(Path folder) throws Exception {
    var findings = findings(stage(folder));
    return new WholePlan(facts("whole", findings), findings, Map.of());
  }

  /** What a row of those values gets alone. */
  public static float[] alone(float[] values) {
    var twice = values.clone();
    for (int place = 0; place < twice.length; place++) {
      twice[place] *= 2;
    }
    return twice;
  }

  private static GraphStage stage(Path folder) throws Exception {
    var graph =
        new SmallGraph()
            .input("x", SmallGraph.FLOAT32, "rows", "steps", WIDTH)
            .node(
                "ReduceMax",
                "x",
                "largest",
                SmallGraph.numbers("axes", 0),
                SmallGraph.number("keepdims", 1))
            .node("Add", "x,largest", "y")
            .output("y", SmallGraph.FLOAT32, "rows", "steps", WIDTH);
    var file = graph.write(folder, "mixing.onnx");
    var session = OnnxRuntime.open(DeviceChoice.parse("cpu")).load(file);
    return new GraphStage(
        "mixing",
        session,
        channels(),
        List.of(new InputBinding.FromChannel(0, LAYOUT, SHAPE, InputBinding.Extent.SLICE)),
        List.of(new OutputBinding.ToChannel(1, LAYOUT)),
        RowsPerRun.ANY,
        false);
  }

  private static List<Channel> channels() {
    return List.of(
        new Channel("x", ElementType.FLOAT32, WIDTH, true),
        new Channel("y", ElementType.FLOAT32, WIDTH, true));
  }

  private static ProbedStage findings(GraphStage stage) {
    return new ProbedStage(
        stage,
        channels(),
        0,
        List.of(1),
        tensor("x", ""),
        List.of(tensor("y", "Add")),
        0,
        1,
        0,
        List.of(),
        "",
        GraphWitness.of(
            ModelProto.getDefaultInstance(),
            stage.session(),
            stage.inputBindings(),
            Set.of(),
            false),
        "",
        new ProofBudget(List.of(1, 2), List.of(1, 2), 1, 1, List.of(), List.of()),
        Proof.NOTHING_COMPARED);
  }

  private static TensorFacts tensor(String name, String operator) {
    return new TensorFacts(name, "float32", SHAPE, 0, 1, WIDTH, false, operator);
  }

  private static PlanFacts facts(String label, ProbedStage found) {
    return new PlanFacts(
        label,
        0,
        found.proof(),
        0,
        1,
        0,
        found.input(),
        List.of(),
        false,
        found.outputs(),
        "cpu",
        List.of(new StageFacts("mixing", false, false, 2, List.of(), List.of())),
        List.of(),
        "",
        List.of(),
        List.of());
  }
}

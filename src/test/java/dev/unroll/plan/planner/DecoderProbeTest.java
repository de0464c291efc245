package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decoders that could be taken for others. */
class DecoderProbeTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;

  /** Gives each step of an id i as [i, 1], and the sum of all steps. */
  @BeforeEach
  void writeEncoder() throws Exception {
    new SmallGraph()
        .input("ids", SmallGraph.INT64, "batch", "time")
        .output("steps", FLOAT32, "batch", "time", 2)
        .output("sum", FLOAT32, "batch", 2)
        .weight("embedding", List.of(4L, 2L), 0, 1, 1, 1, 2, 1, 3, 1)
        .integers("axis", List.of(1L), 1)
        .node("Gather", "embedding,ids", "steps")
        .node("ReduceSum", "steps,axis", "sum", SmallGraph.number("keepdims", 0))
        .write(folder, "encoder.onnx");
  }

  @Test
  void stateAlikeToWhatIsLookedAt_isAskedForByName() throws Exception {
    // The sum stays, the state grows: shapes cannot tell which of the two the output follows.
    decoder()
        .input("sum", FLOAT32, "batch", 2)
        .input("kept", FLOAT32, "batch", 2)
        .output("grown", FLOAT32, "batch", 2)
        .node("Add", "embedded,sum", "more")
        .node("Add", "more,kept", "grown")
        .node("MatMul", "grown,head", "scores")
        .write(folder, "decoder.onnx");
    var reason = refusal(Map.of());
    assertTrue(reason.contains("input kept float32[batch, 2] is neither the token"), reason);
    try (var plan = plan(Map.of("kept", "grown"))) {
      var memory = decode(plan, new long[] {3, 2}, 1, 1);
      // Twice the sum [5, 2] and twice the token [1, 1].
      assertArrayEquals(new float[] {12, 6, 18}, plan.logits(memory));
    }
  }

  @Test
  void stateAlikeToWhatIsLookedAt_isToldByItsName() throws Exception {
    // The sum stays, the state grows, and is named as a state.
    decoder()
        .input("sum", FLOAT32, "batch", 2)
        .input("state", FLOAT32, "batch", 2)
        .output("state_out", FLOAT32, "batch", 2)
        .node("Add", "embedded,sum", "more")
        .node("Add", "more,state", "state_out")
        .node("MatMul", "state_out,head", "scores")
        .write(folder, "decoder.onnx");
    try (var plan = plan(Map.of())) {
      var memory = decode(plan, new long[] {3, 2}, 1, 1);
      // Twice the sum [5, 2] and twice the token [1, 1].
      assertArrayEquals(new float[] {12, 6, 18}, plan.logits(memory));
    }
  }

  @Test
  void severalOutputs_theOneThatIsNamedLogits_isTheLogits() throws Exception {
    graph("logits")
        .input("sum", FLOAT32, "batch", 2)
        .output("looked_at", FLOAT32, "batch", 2)
        .node("Add", "embedded,sum", "looked_at")
        .node("MatMul", "embedded,head", "logits")
        .write(folder, "decoder.onnx");
    // The encoder's gift is looked at in every step, not followed by what looks like it.
    try (var plan = plan(Map.of("sum", "looked_at"))) {
      assertEquals(3, plan.outputVocabularySize());
    }
    graph("scores")
        .input("steps", FLOAT32, "batch", "time", 2)
        .output("other", FLOAT32, "batch", 3)
        .node("MatMul", "embedded,head", "scores")
        .node("Neg", "scores", "other")
        .write(folder, "decoder.onnx");
    var reason = refusal(Map.of());
    assertTrue(
        reason.contains(
            "must have one output besides its states, or one that is named logits; its other"
                + " outputs are [scores, other]"),
        reason);
  }

  @Test
  void statesThatAreAlike_areNotDroppedForALogitsBesideThem() throws Exception {
    graph("logits")
        .input("one", FLOAT32, "batch", 2)
        .input("two", FLOAT32, "batch", 2)
        .output("sum", FLOAT32, "batch", 2)
        .output("count", FLOAT32, "batch", 2)
        .node("Add", "embedded,two", "count")
        .node("Add", "count,one", "sum")
        .node("MatMul", "sum,head", "logits")
        .write(folder, "decoder.onnx");
    assertTrue(refusal(Map.of()).contains("input one float32[batch, 2] is neither the token"));
    try (var plan = plan(Map.of("one", "sum", "two", "count"))) {
      // The second is 1 and 2 times [1, 1], the first the sum of both.
      assertArrayEquals(new float[] {3, 3, 6}, plan.logits(decode(plan, new long[] {2}, 1, 1)));
    }
    new SmallGraph()
        .input("ids", SmallGraph.INT64, "batch", "time")
        .output("one", FLOAT32, "batch", 2)
        .output("two", FLOAT32, "batch", 2)
        .weight("embedding", List.of(4L, 2L), 0, 1, 1, 1, 2, 1, 3, 1)
        .integers("axis", List.of(1L), 1)
        .node("Gather", "embedding,ids", "steps")
        .node("ReduceSum", "steps,axis", "one", SmallGraph.number("keepdims", 0))
        .node("Neg", "one", "two")
        .write(folder, "encoder.onnx");
    var reason = refusal(Map.of());
    var told = "its other outputs are [logits, sum, count]; `states` in model.yaml can name";
    assertTrue(reason.contains(told), reason);
  }

  @Test
  void encodersSteps_ofOneLengthOnly_areRefusedAtLoad() throws Exception {
    decoder()
        .input("steps", FLOAT32, "batch", 3, 2)
        .integers("flat", List.of(2L), -1, 6)
        .weight("look", List.of(6L, 3L), new float[18])
        .node("Reshape", "steps,flat", "flattened")
        .node("MatMul", "flattened,look", "looked")
        .node("MatMul", "embedded,head", "said")
        .node("Add", "said,looked", "scores")
        .write(folder, "decoder.onnx");
    var reason = refusal(Map.of());
    assertTrue(reason.contains("decoder.onnx fails on the encoder's outputs for "), reason);
  }

  private static SmallGraph decoder() {
    return graph("scores");
  }

  /** Embeds a token i as [i, 1]; a head of [[1, 0, 1], [0, 1, 1]]. */
  private static SmallGraph graph(String output) {
    return new SmallGraph()
        .input("token", SmallGraph.INT64, "batch")
        .output(output, FLOAT32, "batch", 3)
        .weight("embedding", List.of(4L, 2L), 0, 1, 1, 1, 2, 1, 3, 1)
        .weight("head", List.of(2L, 3L), 1, 0, 1, 0, 1, 1)
        .node("Gather", "embedding,token", "embedded");
  }

  private static RowMemory decode(GeneratorPlan plan, long[] ids, long... tokens) throws Exception {
    var workspace = new Workspace();
    var memory = plan.begin(new Sequence.Ids(ids));
    plan.encoder().advance(workspace, List.of(memory), ids.length);
    for (long token : tokens) {
      plan.feed(memory, token);
      plan.decoder().advance(workspace, List.of(memory), 1);
    }
    return memory;
  }

  private GeneratorPlan plan(Map<String, String> states) throws LoadException {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    return assertInstanceOf(GeneratorPlan.class, planner.plan(folder, states));
  }

  private String refusal(Map<String, String> states) {
    return assertThrows(LoadException.class, () -> plan(states)).reason();
  }
}

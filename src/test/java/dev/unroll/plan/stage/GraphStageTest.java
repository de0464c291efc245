package dev.unroll.plan.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.planner.StatefulGraphs;
import dev.unroll.plan.prove.RandomInputs;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphStageTest {
  private static final int STEPS = 3;

  private final Workspace workspace = new Workspace();

  @TempDir Path folder;

  /** Slices that were computed and thrown away, before the first steps and between two. */
  @Test
  void compute_withoutScatter_leavesTheRowsStatesAsTheyWere() throws Exception {
    StatefulGraphs.gru().write(folder, "model.onnx");
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = assertInstanceOf(AnswerPlan.class, planner.plan(folder, Map.of()))) {
      var live = plan.live().orElseThrow();
      var whole =
          (Sequence.Vectors) new RandomInputs(false, 0, StatefulGraphs.WIDTH).sequence(2 * STEPS);
      assertArrayEquals(run(live, whole, false), run(live, whole, true));
    }
  }

  private float[] run(LivePlan live, Sequence.Vectors whole, boolean twice) throws Exception {
    var row = live.begin(Map.of());
    for (int slice = 0; slice < 2; slice++) {
      int size = STEPS * whole.width();
      var values = Arrays.copyOfRange(whole.values(), slice * size, (slice + 1) * size);
      live.give(row, new Sequence.Vectors(values, whole.width()));
      if (twice) {
        var unused = live.stage().compute(workspace, List.of(row), STEPS);
      }
      live.stage().compute(workspace, List.of(row), STEPS).scatter();
      row.moveOn(STEPS);
    }
    return live.outputs(row, 0, STEPS).get(0).values();
  }
}

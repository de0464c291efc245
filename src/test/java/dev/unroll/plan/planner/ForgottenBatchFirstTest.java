package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose recurrent layer runs over the first axis, whatever that is called. */
class ForgottenBatchFirstTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;

  private static SmallGraph overTheFirstAxis(String operator, Object... sizes) {
    return recurrent(operator, "x", sizes).node("Squeeze", "h,directions", "y");
  }

  private static SmallGraph recurrent(String operator, String over, Object... sizes) {
    int gates = operator.equals("RNN") ? 1 : operator.equals("GRU") ? 3 : 4;
    var weights = new float[gates * 4];
    Arrays.fill(weights, .25f);
    var shape = List.of(1L, 2L * gates, 2L);
    return new SmallGraph()
        .input("x", FLOAT32, sizes)
        .openOutput("y", FLOAT32)
        .weight("w", shape, weights)
        .weight("r", shape, weights)
        .integers("directions", List.of(1L), 1)
        .node(operator, over + ",w,r", "h", SmallGraph.number("hidden_size", 2));
  }

  @ParameterizedTest
  @CsvSource({
    "RNN,batch,time",
    "GRU,batch_size,seq_len",
    "LSTM,rows,''",
    "GRU,'',steps",
    "RNN,n,t"
  })
  void layerOverTheNamedRows_isAWarning(String operator, String first, String second)
      throws Exception {
    var warning = warning(overTheFirstAxis(operator, first, second, 2), Optional.empty());
    assertTrue(warning.contains(operator + " runs over axis 0 of input x float32["), warning);
    assertTrue(warning.contains("the names of its axes call the rows"), warning);
    assertTrue(warning.contains("batch_first=True was forgotten"), warning);
  }

  @ParameterizedTest
  @CsvSource({"time,batch", "'',''", "n,''", "u,v", "'',batch"})
  void layerOverTheNamedSteps_orWithoutNames_isNone(String first, String second) throws Exception {
    assertEquals("", warning(overTheFirstAxis("GRU", first, second, 2), Optional.empty()));
  }

  @Test
  void rowsFirstThatAreTurned_areNoWarning() throws Exception {
    var turned = recurrent("GRU", "t", "batch", "time", 2);
    var before = new SmallGraph().node("Transpose", "x", "t", SmallGraph.numbers("perm", 1, 0, 2));
    var graph =
        turned
            .after(before)
            .node("Squeeze", "h,directions", "s")
            .node("Transpose", "s", "y", SmallGraph.numbers("perm", 1, 0, 2));
    assertEquals("", warning(graph, Optional.empty()));
  }

  @Test
  void layerOfWhichTheLastStateIsTaken_isAWarningToo() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 1)
            .openOutput("y", FLOAT32)
            .weight("w", List.of(1L, 1L, 1L), 1)
            .weight("r", List.of(1L, 1L, 1L), 1)
            .integers("directions", List.of(1L), 0)
            .node("RNN", "x,w,r", ",h", SmallGraph.number("hidden_size", 1))
            .node("Squeeze", "h,directions", "y");
    assertTrue(warning(graph, Optional.empty()).contains("RNN runs over axis 0"));
  }

  @Test
  void layerOverTheRowsThatTheOwnerSays_isAWarning() throws Exception {
    var graph = overTheFirstAxis("GRU", "", "", 2);
    var warning = warning(graph, Optional.of(InputOrder.BATCH_FIRST));
    assertTrue(warning.contains("'layout' in model.yaml calls the rows"), warning);
    assertEquals("", warning(graph, Optional.of(InputOrder.TIME_MAJOR)));
  }

  private String warning(SmallGraph graph, Optional<InputOrder> order) throws Exception {
    graph.write(folder, "model.onnx");
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = planner.plan(folder, GraphHints.NONE.with(order))) {
      return String.join(" ", plan.facts().warnings());
    }
  }
}

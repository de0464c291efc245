package dev.unroll.plan.independence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.unroll.core.LoadException;
import dev.unroll.plan.independence.OperatorCase.Time;
import dev.unroll.plan.independence.value.Value;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the table against ONNX Runtime: what it grants holds, what it refuses does not. */
class OperatorsTest {
  private static OnnxRuntime runtime;

  @BeforeAll
  static void open() throws LoadException {
    runtime = OnnxRuntime.open(new DeviceChoice(DeviceChoice.Kind.CPU, 0));
  }

  static Stream<OperatorCase> cases() {
    return Stream.of(
            PointwiseCases.all(),
            ProductCases.all(),
            ReductionCases.all(),
            WindowCases.all(),
            MovingCases.all(),
            ShapeCases.all(),
            SelectionCases.all(),
            RowPlaceCases.all(),
            RowOrderCases.all(),
            FusedCases.all(),
            ChunkCases.all(),
            RecurrentCases.all(),
            QuantizationCases.all(),
            ControlFlowCases.all(),
            SequenceCases.all(),
            SequenceElementCases.all(),
            SequenceLoopCases.all(),
            SequenceLengthCases.all())
        .flatMap(List::stream);
  }

  @Test
  void table_hasACaseForEachOperator() {
    var missing = new TreeSet<>(Operators.TABLE.keySet());
    cases().forEach(one -> missing.remove(one.operator));
    assertEquals(new TreeSet<>(), missing);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void operator_isGrantedWhatItsCaseSays(OperatorCase one) {
    var facts = one.analysis().output(one.outputs.get(0));
    var value = one.analysis().value(one.outputs.get(0));
    assertEquals(one.rows, facts.rowsObstacle().isEmpty(), one + "; " + facts.rowsObstacle());
    assertEquals(one.time, time(value), one + "; " + facts.stepsObstacle());
  }

  private static Time time(Value value) {
    return switch (value.steps().kind()) {
      case CONSTANT, EACH -> Time.EACH;
      case END, LAST -> Time.LAST;
      case START, MIXED -> Time.NO;
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void operator_keepsToWhatItIsGranted(OperatorCase one) throws Exception {
    var analysis = one.analysis();
    try (var runner = new CaseRunner(runtime, one)) {
      int fixed = fixedRows(one);
      for (var output : one.outputs) {
        var value = analysis.value(output);
        if (value.axes() == null) {
          continue;
        }
        var law = new IndependenceLaw(runner, output, value.axes());
        if (value.rowsObstacle() == null) {
          assertEquals("", law.rowsViolation(fixed), one + " " + output);
        }
        if (time(value) != Time.NO && !hasFixedSteps(one)) {
          boolean isLast = time(value) == Time.LAST;
          int rows = fixed > 0 ? fixed : value.rowsObstacle() == null ? 2 : 1;
          assertEquals("", law.stepsViolation(isLast, rows), one + " " + output);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void operator_thatIsRefused_wouldHaveAnsweredWrongly(OperatorCase one) throws Exception {
    var value = one.analysis().value(one.outputs.get(0));
    if (one.isCaution) {
      return;
    }
    var claimed =
        !one.layout.isEmpty() || value.axes() == null
            ? IndependenceLaw.axes(one.layout.isEmpty() ? one.feeds.get(0).layout() : one.layout)
            : value.axes();
    try (var runner = new CaseRunner(runtime, one)) {
      var law = new IndependenceLaw(runner, one.outputs.get(0), claimed);
      if (!one.rows) {
        assertNotEquals("", outcome(() -> law.rowsViolation(fixedRows(one))), one + ", rows");
      }
      if (one.time == Time.NO && !one.isCautionInTime) {
        int fixed = fixedRows(one);
        var alone = outcome(() -> law.stepsViolation(false, Math.max(1, fixed)));
        var together = outcome(() -> law.stepsViolation(false, Math.max(3, fixed)));
        assertNotEquals("", alone + together, one + ", steps");
      }
    }
  }

  private static int fixedRows(OperatorCase one) {
    return one.feeds.stream().anyMatch(feed -> feed.sizes().contains("B")) ? 4 : 0;
  }

  private static boolean hasFixedSteps(OperatorCase one) {
    return one.feeds.stream().anyMatch(feed -> feed.sizes().contains("T"));
  }

  private interface Trial {
    String violation() throws GraphException;
  }

  /** A graph that fails on such a run is wrong to be run so. */
  private static String outcome(Trial trial) {
    try {
      return trial.violation();
    } catch (GraphException e) {
      return "it fails";
    }
  }
}

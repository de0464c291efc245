package dev.unroll.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.inspect.Inspection.GraphFile;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.Proof;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.StageFacts.StateFacts;
import dev.unroll.plan.stage.TensorFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTreeTest {
  @Test
  void draw_graphWithoutTime_countsNoSteps() {
    assertEquals(
        """
        big.onnx  3.0 MiB
        ├─ input    a b  float32 [4 rows, any]
        │           3072 numbers, without time
        ├─ weights  1,051,648 parameters
        ├─ plan     whole, 1 stage on cuda:0
        │  └─ whole: once, 1 operator
        │       takes  the input
        │       state  h  512 numbers, 2.0 KiB per row
        │       costs  1234 µs alone, 99.9 µs with 4 rows
        ├─ output   a b  float32 [4 rows, any], once
        ├─ excluded causal: it fails
        ├─ proof    7 rows compared, the largest difference is 1.3e-06
        └─ loaded   in 21 ms\
        """,
        new PlanTree(inspection()).draw().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void draw_hostileName_isQuotedInTheDrawing() {
    var drawing = new PlanDot(inspection()).draw();
    assertTrue(drawing.contains("input [shape=plain, label=\"a b\\nfloat32 [4 rows, any]\"]"));
  }

  @Test
  void json_hostileName_isEscaped() {
    assertTrue(PlanJson.of(inspection()).contains("\"name\":\"a\\u001bb\""));
    assertEquals("[\"\\\"\\\\\\u000a\",1.5,true]", JsonText.of(List.of("\"\\\n", 1.5, true)));
  }

  /** A name that moves the cursor, and a message of ONNX Runtime's kind. */
  private static Inspection inspection() {
    var tensor =
        new TensorFacts("a\033b", "float32", List.of(4L, -1L), 0, -1, 3072, false, "MatMul");
    var stage =
        new StageFacts("whole", false, false, 1, List.of(new StateFacts("h", 512)), List.of());
    var facts =
        new PlanFacts(
            "whole",
            1_051_648,
            new Proof(1.3e-6, false, 7),
            0,
            1,
            0,
            tensor,
            List.of(),
            false,
            List.of(tensor),
            "cuda:0",
            List.of(stage),
            List.of(),
            "",
            List.of("causal: it fails\nat node 7\nin a file"),
            List.of());
    return new Inspection(
        List.of(new GraphFile("big.onnx", 3 << 20)),
        facts,
        List.of(List.of(new StageCost(1, 1, 1234.4), new StageCost(4, 1, 99.9))),
        21);
  }
}

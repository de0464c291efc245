package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.grpc.unroll.Requests.vectors;
import static dev.unroll.openinference.OpenRequests.floats;
import static dev.unroll.openinference.OpenRequests.raw;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.triton.ModelInferResponse;
import io.grpc.Status.Code;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are easily told wrongly, as clients of both protocols get them. */
class OddAnswersTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final long LARGE = (1L << 40) + 1;

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    write(
        "doubled",
        new SmallGraph()
            .input("input", SmallGraph.INT64, "batch", "time")
            .output("y", SmallGraph.INT64, "batch", "time")
            .node("Add", "input,input", "y"));
    write("squeezed", graph("batch", "time").node("Squeeze", "input", "y"));
    write(
        "summed", graph("n", "m").integers("axis", List.of(), 0).node("CumSum", "input,axis", "y"));
    Files.writeString(models.resolve("summed/model.yaml"), "layout: time-major\n");
    write("cut", cutByItsContent());
    server = ServerHarness.start(models);
  }

  private static SmallGraph graph(String first, String second) {
    return new SmallGraph().input("input", FLOAT32, first, second, 2).openOutput("y", FLOAT32);
  }

  /** Of no steps where its first number is 0. */
  private static SmallGraph cutByItsContent() {
    return graph("batch", "time")
        .integers("zero", List.of(1L), 0)
        .integers("all", List.of(1L), -1)
        .integers("axis", List.of(1L), 1)
        .integers("directions", List.of(1L), 1)
        .weight("w", List.of(1L, 6L, 2L), new float[12])
        .weight("r", List.of(1L, 6L, 2L), new float[12])
        .node("Reshape", "input,all", "flat")
        .node("Gather", "flat,zero", "first")
        .node("Abs", "first", "size")
        .weight("many", List.of(1L), 1e12f)
        .node("Mul", "size,many", "whole")
        .node("Cast", "whole", "count", SmallGraph.number("to", SmallGraph.INT64))
        .node("Slice", "input,zero,count,axis", "part")
        .node("Transpose", "part", "t", SmallGraph.numbers("perm", 1, 0, 2))
        .node("GRU", "t,w,r", "h", SmallGraph.number("hidden_size", 2))
        .node("Squeeze", "h,directions", "s")
        .node("Transpose", "s", "y", SmallGraph.numbers("perm", 1, 0, 2));
  }

  private static void write(String model, SmallGraph graph) throws Exception {
    graph.write(Files.createDirectories(models.resolve(model).resolve("1")), "model.onnx");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static ModelInferResponse infer(String model, Sequence sequence, boolean timeMajor) {
    return server.triton().modelInfer(raw(model, sequence, timeMajor).build());
  }

  @Test
  void integerThatNoFloatHolds_isExactOverTensors_andRefusedOverFloats() {
    var response = infer("doubled", new Sequence.Ids(new long[] {LARGE, 3}), false);
    var told = response.getRawOutputContents(0).asReadOnlyByteBuffer();
    assertEquals(2 * LARGE, told.order(ByteOrder.LITTLE_ENDIAN).getLong());
    assertEquals(6, told.getLong());
    assertRefused(
        Code.FAILED_PRECONDITION,
        "output 'y' holds " + 2 * LARGE,
        () -> server.calls().manyToMany(manyToMany("doubled", ids(1, LARGE))));
    var small = server.calls().manyToMany(manyToMany("doubled", ids(1, 3)));
    assertEquals(List.of(2f, 6f), small.getOutputs(0).getVectors().getValuesList());
  }

  @Test
  void oneStepOfASqueezedOutput_hasTheGraphsOwnShape() {
    var one = infer("squeezed", new Sequence.Vectors(new float[] {1, 2}, 2), false);
    assertEquals(List.of(2L), one.getOutputs(0).getShapeList());
    assertArrayEquals(new float[] {1, 2}, floats(one, 0));
    var two = infer("squeezed", new Sequence.Vectors(new float[] {1, 2, 3, 4}, 2), false);
    assertEquals(List.of(2L, 2L), two.getOutputs(0).getShapeList());
  }

  @Test
  void layoutOfTheManifest_isTaken() {
    var sums = infer("summed", new Sequence.Vectors(new float[] {1, 2, 3, 4}, 2), true);
    assertEquals(List.of(2L, 1L, 2L), sums.getOutputs(0).getShapeList());
    assertArrayEquals(new float[] {1, 2, 4, 6}, floats(sums, 0));
  }

  @Test
  void rowThatLeavesAnOperatorNothing_isInvalid() {
    assertInvalid(
        "input",
        "'input' of 2 steps leaves GRU nothing to run over",
        () -> server.calls().manyToMany(manyToMany("cut", vectors(2, 0, 1, 1, 1))));
    assertRefused(
        Code.INVALID_ARGUMENT,
        "'input' of 2 steps leaves GRU nothing to run over",
        () -> infer("cut", new Sequence.Vectors(new float[] {0, 1, 1, 1}, 2), false));
  }
}

package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.Loops;
import dev.unroll.onnx.SmallGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphSessionTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;
  private final Workspace workspace = new Workspace();

  @Test
  void ports_sayTypesAndSizes() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "rows", 3, "")
            .output("y", FLOAT32, "rows", 3, "")
            .node("Identity", "x", "y");
    try (var session = load(graph)) {
      assertEquals("[x float32[rows, 3, ?]]", session.inputs().toString());
      assertEquals(3, session.outputs().get(0).rank());
      assertEquals("graph.onnx", session.name());
    }
  }

  @Test
  void outputsOfKnownShape_areWrittenIntoTheWorkspace() throws Exception {
    try (var session = load(doubling())) {
      var doubled = session.run(workspace, List.of(floats(2, 3))).get(0);
      assertArrayEquals(new long[] {2, 3}, doubled.shape());
      assertArrayEquals(new float[] {0, 2, 4, 6, 8, 10}, values(doubled));
      assertTrue(doubled.floats().isDirect());
    }
  }

  @Test
  void outputsOfUnknownShape_areCopiedOut() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "rows", "")
            .output("y", FLOAT32, "rows", "")
            .node("Add", "x,x", "y");
    try (var session = load(graph)) {
      var doubled = session.run(workspace, List.of(floats(2, 3))).get(0);
      assertArrayEquals(new long[] {2, 3}, doubled.shape());
      assertArrayEquals(new float[] {0, 2, 4, 6, 8, 10}, values(doubled));
      assertFalse(doubled.floats().isDirect());
    }
  }

  @Test
  void outputThatIsAnInput_holdsWhatWentIn() throws Exception {
    var graph = doubling().output("x", FLOAT32, "rows", "steps");
    try (var session = load(graph)) {
      var same = session.run(workspace, List.of(floats(2, 3))).get(1);
      assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, values(same));
    }
  }

  @Test
  void dimensionNamesThatLie_costACopyAndNoAnswer() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "rows", "steps")
            .output("y", FLOAT32, "rows", "steps")
            .node("Transpose", "x", "y", SmallGraph.numbers("perm", 1, 0));
    try (var session = load(graph)) {
      for (int round = 0; round < 3; round++) {
        var turned = session.run(workspace, List.of(floats(2, 3))).get(0);
        assertArrayEquals(new long[] {3, 2}, turned.shape());
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, values(turned));
      }
    }
  }

  @Test
  void integers_keepTheirWidth() throws Exception {
    var graph =
        new SmallGraph()
            .input("a", SmallGraph.INT64, "n")
            .input("b", SmallGraph.INT32, "n")
            .output("c", SmallGraph.INT64, "n")
            .output("d", SmallGraph.INT32, "n")
            .node("Add", "a,a", "c")
            .node("Add", "b,b", "d");
    try (var session = load(graph)) {
      var a = workspace.input(0, ElementType.INT64, 2);
      a.longs().put(0, 1L << 40).put(1, -2);
      var b = workspace.input(1, ElementType.INT32, 2);
      b.ints().put(0, 1 << 20).put(1, -3);
      var sums = session.run(workspace, List.of(a, b));
      assertEquals(1L << 41, sums.get(0).longs().get(0));
      assertEquals(-4, sums.get(0).longs().get(1));
      assertEquals(1 << 21, sums.get(1).ints().get(0));
      assertEquals(-6, sums.get(1).ints().get(1));
    }
  }

  @Test
  void graphThatFails_saysItsNameAndTheReason_andGoesOnServing() throws Exception {
    try (var session = load(lookup())) {
      var failure = assertThrows(GraphException.class, () -> look(session, 99));
      var message = String.valueOf(failure.getMessage());
      assertTrue(message.startsWith("graph.onnx: "), message);
      assertTrue(message.contains("99"), message);
      assertEquals(2f, look(session, 1));
    }
  }

  @Test
  void inputsOfTheWrongShape_areAGraphsFailure() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "rows", 3)
            .output("y", FLOAT32, "rows", 3)
            .node("Identity", "x", "y");
    try (var session = load(graph)) {
      assertThrows(GraphException.class, () -> session.run(workspace, List.of(floats(2, 4))));
    }
  }

  /** Outputs of 64 KiB that ONNX Runtime allocates: 5,000 that nobody frees would be 320 MiB. */
  @Test
  void tenThousandRuns_goodAndBad_keepNoMemory() throws Exception {
    var graph =
        new SmallGraph()
            .input("id", SmallGraph.INT64, "rows")
            .output("value", FLOAT32, "anything")
            .weight("table", List.of(3L), 1, 2, 3)
            .node("Gather", "table,id", "value", SmallGraph.number("axis", 0));
    try (var session = load(graph)) {
      churn(session, 10_000);
      long least = Long.MAX_VALUE;
      // The JVM's own memory may grow meanwhile, but not each time; a leak grows each time.
      for (int time = 0; time < 4 && least >= 131_072; time++) {
        long before = residentKiB();
        churn(session, 10_000);
        least = Math.min(least, residentKiB() - before);
      }
      assertTrue(least < 131_072, "resident memory grew by " + least + " KiB each time");
    }
  }

  private void churn(GraphSession session, int runs) throws GraphException {
    var ids = workspace.input(0, ElementType.INT64, 16_384);
    for (int run = 0; run < runs; run++) {
      ids.longs().put(0, run % 2 == 0 ? 99 : 1);
      if (run % 2 == 0) {
        assertThrows(GraphException.class, () -> session.run(workspace, List.of(ids)));
      } else {
        assertEquals(2f, session.run(workspace, List.of(ids)).get(0).floats().get(0));
      }
    }
  }

  /** With the JVM's garbage gone, what grows is native. */
  private static long residentKiB() throws IOException {
    System.gc();
    var status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  @Test
  void fourThreadsAtOnce_eachGetTheirOwnAnswers() throws Exception {
    var pool = Executors.newFixedThreadPool(4);
    try (var session = load(doubling())) {
      var tasks = new ArrayList<Callable<String>>();
      for (int thread = 0; thread < 4; thread++) {
        int rows = 1 + thread;
        tasks.add(() -> doubleOften(session, rows));
      }
      for (var result : pool.invokeAll(tasks)) {
        assertSame("", result.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void endlessRun_thatAnotherThreadEnds_failsSo_andTheNextRunIsUnharmed() throws Exception {
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    var caller = Thread.currentThread();
    var ended = new AtomicBoolean();
    var ending =
        new Thread(() -> {
          while (!ended.get()) {
            runtime.activeRuns().terminate(caller);
          }
        });
    try (var session = runtime.load(Loops.counting().write(folder, "graph.onnx"))) {
      assertEquals(3, count(session, 3));
      ending.start();
      var failure = assertThrows(GraphException.class, () -> count(session, Long.MAX_VALUE));
      assertTrue(failure.isTerminated());
      assertEquals("graph.onnx: the run was ended", failure.getMessage());
      ended.set(true);
      ending.join();
      runtime.activeRuns().terminate(caller);
      assertEquals(5, count(session, 5));
    }
  }

  private float count(GraphSession session, long trips) throws GraphException {
    var input = workspace.input(0, ElementType.INT64, 1, 1);
    input.longs().put(0, trips);
    return session.run(workspace, List.of(input)).get(0).floats().get(0);
  }

  private static String doubleOften(GraphSession session, int rows) throws GraphException {
    var own = new Workspace();
    for (int run = 0; run < 500; run++) {
      int steps = 1 + run % 7;
      var input = own.input(0, ElementType.FLOAT32, rows, steps);
      for (int index = 0; index < rows * steps; index++) {
        input.floats().put(index, run + index);
      }
      var doubled = session.run(own, List.of(input)).get(0);
      for (int index = 0; index < rows * steps; index++) {
        if (doubled.floats().get(index) != 2f * (run + index)) {
          return rows + " rows, run " + run + ", index " + index;
        }
      }
    }
    return "";
  }

  private GraphSession load(SmallGraph graph) throws IOException, LoadException {
    return OnnxRuntime.open(DeviceChoice.parse("cpu")).load(graph.write(folder, "graph.onnx"));
  }

  private static SmallGraph doubling() {
    return new SmallGraph()
        .input("x", FLOAT32, "rows", "steps")
        .output("y", FLOAT32, "rows", "steps")
        .node("Add", "x,x", "y");
  }

  /** The table {1, 2, 3}. */
  private static SmallGraph lookup() {
    return new SmallGraph()
        .input("id", SmallGraph.INT64, "rows")
        .output("value", FLOAT32, "rows")
        .weight("table", List.of(3L), 1, 2, 3)
        .node("Gather", "table,id", "value", SmallGraph.number("axis", 0));
  }

  private float look(GraphSession session, long id) throws GraphException {
    var input = workspace.input(0, ElementType.INT64, 1);
    input.longs().put(0, id);
    return session.run(workspace, List.of(input)).get(0).floats().get(0);
  }

  private Block floats(int rows, int steps) {
    var block = workspace.input(0, ElementType.FLOAT32, rows, steps);
    for (int index = 0; index < rows * steps; index++) {
      block.floats().put(index, index);
    }
    return block;
  }

  private static float[] values(Block block) {
    var values = new float[block.floats().limit()];
    block.floats().get(0, values);
    return values;
  }
}

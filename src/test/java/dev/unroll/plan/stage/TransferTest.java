package dev.unroll.plan.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.plan.graph.Layout;
import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransferTest {
  private static final int ROUNDS = 3000;

  private final Workspace workspace = new Workspace();

  @Test
  void gatherThenScatter_givesEveryRowItsOwnBack() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var shape = shape(random);
      var layout = layout(random, shape.length);
      int rows = layout.batchAxis() < 0 ? 1 : (int) shape[layout.batchAxis()];
      int steps = layout.timeAxis() < 0 ? 1 : (int) shape[layout.timeAxis()];
      var type = List.of(ElementType.values()).get(random.nextInt(ElementType.values().length));
      var what = "seed " + seed + ": " + layout + " of " + type + Arrays.toString(shape);

      var block = workspace.input(0, type, shape);
      var given = new ArrayList<RowMemory>();
      for (int row = 0; row < rows; row++) {
        given.add(row(random, type, steps * layout.volume(shape)));
        Transfer.gather(given.get(row), 0, layout, block, row, 0, steps);
      }
      for (int row = 0; row < rows; row++) {
        var back = new RowMemory(1);
        Transfer.makeRoom(block, steps * layout.volume(shape), back, 0);
        Transfer.scatter(block, layout, row, 0, steps, back, 0);
        assertArrayEquals(numbers(given.get(row), type), numbers(back, type), what);
      }
    }
  }

  @Test
  void element_liesWhereRowAndStepSayIt() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var shape = shape(random);
      var layout = layout(random, shape.length);
      int steps = layout.timeAxis() < 0 ? 1 : (int) shape[layout.timeAxis()];
      int row = layout.batchAxis() < 0 ? 0 : random.nextInt((int) shape[layout.batchAxis()]);
      var block = workspace.input(0, ElementType.INT64, shape);
      for (int index = 0; index < block.longs().limit(); index++) {
        block.longs().put(index, index);
      }
      var memory = new RowMemory(1);
      Transfer.makeRoom(block, steps * layout.volume(shape), memory, 0);
      Transfer.scatter(block, layout, row, 0, steps, memory, 0);
      assertArrayEquals(
          expected(shape, layout, row).stream().mapToDouble(Double::doubleValue).toArray(),
          numbers(memory, ElementType.INT64),
          "seed " + seed + ": " + layout + " of " + Arrays.toString(shape));
    }
  }

  /** Row-major over steps, then over the other axes in order: the plain definition. */
  private static List<Double> expected(long[] shape, Layout layout, int row) {
    int steps = layout.timeAxis() < 0 ? 1 : (int) shape[layout.timeAxis()];
    var expected = new ArrayList<Double>();
    for (int step = 0; step < steps; step++) {
      for (int item = 0; item < layout.volume(shape); item++) {
        var place = new long[shape.length];
        int rest = item;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
          if (axis == layout.batchAxis()) {
            place[axis] = row;
          } else if (axis == layout.timeAxis()) {
            place[axis] = step;
          } else {
            place[axis] = rest % shape[axis];
            rest /= (int) shape[axis];
          }
        }
        long position = 0;
        for (int axis = 0; axis < shape.length; axis++) {
          position = position * shape[axis] + place[axis];
        }
        expected.add((double) position);
      }
    }
    return expected;
  }

  @Test
  void batchFirst_isOneRun() {
    assertEquals(List.of("0<-12+12"), runs(new Layout(0, 1), new long[] {3, 4, 3}, 1, 4));
  }

  @Test
  void timeMajor_isARunAStep() {
    assertEquals(List.of("0<-3+3", "3<-9+3"), runs(new Layout(1, 0), new long[] {2, 2, 3}, 1, 2));
  }

  @Test
  void layersBeforeRows_areARunALayer() {
    assertEquals(List.of("0<-3+3", "3<-9+3"), runs(new Layout(1, -1), new long[] {2, 2, 3}, 1, 1));
  }

  @Test
  void fewerStepsThanTheTensorHas_areTheFirstOnes() {
    assertEquals(List.of("0<-12+6"), runs(new Layout(0, 1), new long[] {3, 4, 3}, 1, 2));
  }

  @Test
  void channelThatWasNeverWritten_isGatheredAsZeros() {
    for (var type : ElementType.values()) {
      var block = workspace.input(0, type, 2, 3);
      for (int row = 0; row < 2; row++) {
        Transfer.gather(new RowMemory(1), 0, new Layout(0, -1), block, row, 0, 1);
      }
      var back = new RowMemory(1);
      Transfer.makeRoom(block, 3, back, 0);
      Transfer.scatter(block, new Layout(0, -1), 1, 0, 1, back, 0);
      assertArrayEquals(new double[3], numbers(back, type));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT32", "INT16", "INT8", "UINT8", "BOOL"})
  void integerBeyondItsType_isRefusedRatherThanWrapped(ElementType type) {
    var block = workspace.input(0, type, 1, 1);
    for (long beyond : new long[] {type.most() + 1, type.least() - 1, 1L << 32, -(1L << 32)}) {
      var memory = new RowMemory(1);
      memory.put(0, new long[] {beyond});
      var refusal =
          assertThrows(
              ArithmeticException.class,
              () -> Transfer.gather(memory, 0, new Layout(0, 1), block, 0, 0, 1));
      assertTrue(String.valueOf(refusal.getMessage()).contains(type.label()), refusal::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL"})
  void leastAndMostIntegerOfAType_comeBackAsTheyAre(ElementType type) {
    var block = workspace.input(0, type, 1, 2);
    var memory = new RowMemory(1);
    memory.put(0, new long[] {type.least(), type.most()});
    Transfer.gather(memory, 0, new Layout(0, 1), block, 0, 0, 2);
    assertArrayEquals(new long[] {type.least(), type.most()}, scattered(block, 2));
  }

  @Test
  void bytes_areReadAsTheirTypeSays() {
    assertArrayEquals(new long[] {0, 200, 255}, scattered(bytes(ElementType.UINT8), 3));
    assertArrayEquals(new long[] {0, -56, -1}, scattered(bytes(ElementType.INT8), 3));
    // ONNX allows any byte but zero for true.
    assertArrayEquals(new long[] {0, 1, 1}, scattered(bytes(ElementType.BOOL), 3));
  }

  private Block bytes(ElementType type) {
    var block = workspace.input(0, type, 1, 3);
    block.bytes().put(0, new byte[] {0, (byte) 200, (byte) 255});
    return block;
  }

  private static long[] scattered(Block block, int steps) {
    var memory = new RowMemory(1);
    Transfer.makeRoom(block, steps, memory, 0);
    Transfer.scatter(block, new Layout(0, 1), 0, 0, steps, memory, 0);
    return Objects.requireNonNull(memory.longs(0));
  }

  @Test
  void doubles_goThroughARowAsTheyAre() {
    var random = new Random(7);
    var layout = new Layout(0, 1);
    var first = workspace.input(0, ElementType.FLOAT64, 1, 4, 2);
    var values = random.doubles(8).toArray();
    first.doubles().put(0, values);
    var memory = new RowMemory(1);
    Transfer.makeRoom(first, 8, memory, 0);
    Transfer.scatter(first, layout, 0, 0, 4, memory, 0);
    var second = new Workspace().input(0, ElementType.FLOAT64, 1, 4, 2);
    Transfer.gather(memory, 0, layout, second, 0, 0, 4);
    var back = new double[8];
    second.doubles().get(0, back);
    assertArrayEquals(values, back);
  }

  @Test
  void fill_writesEveryElement() {
    for (var type : List.of(ElementType.INT64, ElementType.INT32, ElementType.UINT8)) {
      Block block = workspace.input(0, type, 3);
      Transfer.fill(block, 7);
      var back = new RowMemory(1);
      Transfer.makeRoom(block, 3, back, 0);
      Transfer.scatter(block, new Layout(-1, -1), 0, 0, 1, back, 0);
      assertArrayEquals(new double[] {7, 7, 7}, numbers(back, type));
    }
  }

  private static List<String> runs(Layout layout, long[] shape, int row, int steps) {
    var runs = new ArrayList<String>();
    layout.forEachRun(
        shape, row, steps, (to, from, length) -> runs.add(to + "<-" + from + "+" + length));
    return runs;
  }

  private static long[] shape(Random random) {
    var shape = new long[1 + random.nextInt(5)];
    Arrays.setAll(shape, axis -> 1 + random.nextInt(4));
    return shape;
  }

  /** Any axis or none for rows, any other one or none for steps. */
  private static Layout layout(Random random, int rank) {
    int batchAxis = random.nextInt(rank + 1) - 1;
    int timeAxis = random.nextInt(rank + 1) - 1;
    return new Layout(batchAxis, timeAxis == batchAxis ? -1 : timeAxis);
  }

  private static RowMemory row(Random random, ElementType type, int size) {
    var memory = new RowMemory(1);
    if (!type.isInteger()) {
      var floats = new float[size];
      for (int index = 0; index < size; index++) {
        floats[index] = random.nextInt(2048);
      }
      memory.put(0, floats);
    } else {
      // A double, by which the rows are compared, represents all of these.
      long least = Math.max(type.least(), Integer.MIN_VALUE);
      long most = Math.min(type.most(), Integer.MAX_VALUE);
      memory.put(0, random.longs(size, least, most + 1).toArray());
    }
    return memory;
  }

  private static double[] numbers(RowMemory memory, ElementType type) {
    if (type.isInteger()) {
      var longs = memory.longs(0);
      return longs == null ? new double[0] : Arrays.stream(longs).asDoubleStream().toArray();
    }
    var floats = memory.floats(0);
    var numbers = new double[floats == null ? 0 : floats.length];
    for (int index = 0; index < numbers.length; index++) {
      numbers[index] = floats == null ? 0 : floats[index];
    }
    return numbers;
  }
}

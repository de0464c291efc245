package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchResponseTest {
  @Test
  void integersThatNoFloatHolds_areKept() {
    var facts = new TensorFacts("y", "int64", List.of(-1L, -1L), 0, 1, 1, true, "");
    long first = (1L << 40) + 1;
    var output = new Output(facts, new float[] {first, 3}, new long[] {first, 3}, 2);
    var packed = new BatchResponse(spec(Datatype.INT64, -1L, -1L), List.of(output), 0);
    assertArrayEquals(new long[] {first, 3}, packed.longs(2));
  }

  @Test
  void integersOfSeveralSlices_areKept() {
    var facts = new TensorFacts("y", "int64", List.of(-1L, -1L), 0, 1, 1, true, "");
    long first = (1L << 40) + 1;
    var one = new Output(facts, new float[] {first}, new long[] {first}, 1);
    var other = new Output(facts, new float[] {3}, new long[] {3}, 1);
    var joined = Output.join(facts, List.of(one, other));
    assertArrayEquals(
        new long[] {first, 3},
        new BatchResponse(spec(Datatype.INT64, -1L, -1L), List.of(joined), 0).longs(2));
  }

  @Test
  void doubles_areKeptInSeveralSlicesAndInPartsOfThem() {
    var facts = new TensorFacts("y", "double", List.of(-1L, -1L), 0, 1, 1, false, "");
    double[] numbers = {0.1, 1 + 1e-12, -3e200};
    var one = new Output(facts, new float[] {0.1f}, null, new double[] {numbers[0]}, 1);
    var rest = new double[] {numbers[1], numbers[2]};
    var other = new Output(facts, new float[2], null, rest, 2);
    var joined = Output.join(facts, List.of(one, other)).copy();
    var spec = spec(Datatype.FP64, -1L, -1L);
    assertArrayEquals(numbers, new BatchResponse(spec, List.of(joined), 0).doubles(3));
    var last = joined.steps(2, 3);
    assertArrayEquals(
        new double[] {numbers[2]}, new BatchResponse(spec, List.of(last), 0).doubles(1));
  }

  @Test
  void rowsOfUnequalLength_whoseStepsAreWeighedAgainstEachOther_arePaddedBothWays() {
    var facts = new TensorFacts("w", "float32", List.of(-1L, -1L, -1L), 0, 1, 0, false, "");
    var longer = new Output(facts, new float[] {1, 2, 3, 4}, 2);
    var shorter = new Output(facts, new float[] {5}, 1);
    var packed = new BatchResponse(spec(Datatype.FP32, -1L, -1L, -1L), List.of(longer, shorter), 0);
    assertArrayEquals(new long[] {2, 2, 2}, packed.shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 0, 0, 0}, packed.floats(8));
  }

  private static Output step(Long... shape) {
    var facts = new TensorFacts("y", "float32", List.of(shape), -1, -1, 3, false, "");
    return new Output(facts, new float[] {1, 2, 3}, 1);
  }

  /** An output without an axis for rows: several are put on top of each other. */
  @Test
  void weightsOfSteps_ofAPaddedInput_arePaddedOnBothAxes() {
    var facts = new TensorFacts("w", "float32", List.of(-1L, -1L, -1L), 0, 1, 0, false, "");
    var longer = new Output(facts, new float[] {1, 2, 3, 4}, 2);
    var shorter = new Output(facts, new float[] {5}, 1);
    var packed = new BatchResponse(spec(Datatype.FP32, -1L, -1L, -1L), List.of(longer, shorter), 3);
    assertArrayEquals(new long[] {2, 3, 3}, packed.shape());
    assertArrayEquals(
        new float[] {1, 2, 0, 3, 4, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0}, packed.floats(18));
  }

  private static BatchResponse stacked(Output... rows) {
    var spec =
        new TensorSpec("y", Datatype.FP32, List.of(-1L, 3L), -1, 0, Meaning.GRAPH, 0, false, true);
    return new BatchResponse(spec, List.of(rows), 0);
  }

  @Test
  void oneStepWithoutAnAxis_keepsTheShapeThatTheGraphGives() {
    var one = stacked(step(3L));
    assertArrayEquals(new long[] {3}, one.shape());
    assertArrayEquals(new float[] {1, 2, 3}, one.floats(3));
    var two = stacked(step(3L), step(3L));
    assertArrayEquals(new long[] {2, 3}, two.shape());
    assertArrayEquals(new float[] {1, 2, 3, 1, 2, 3}, two.floats(6));
  }

  @Test
  void oneStepWithoutAnAxis_besideALongerRow_isPadded() {
    var facts = new TensorFacts("y", "float32", List.of(-1L, 3L), -1, 0, 3, false, "");
    var longer = new Output(facts, new float[] {4, 5, 6, 7, 8, 9}, 2);
    var packed = stacked(step(3L), longer);
    assertArrayEquals(new long[] {2, 2, 3}, packed.shape());
    assertArrayEquals(new float[] {1, 2, 3, 0, 0, 0, 4, 5, 6, 7, 8, 9}, packed.floats(12));
  }

  /** What rows of a run have in common: how many steps they have, say. */
  private static BatchResponse common(long... counts) {
    var facts = new TensorFacts("n", "int64", List.of(1L), -1, -1, 1, true, "");
    var spec = new TensorSpec("n", Datatype.INT64, List.of(1L), -1, -1, Meaning.GRAPH, 0, false);
    var rows =
        Arrays.stream(counts)
            .mapToObj(count -> new Output(facts, new float[] {count}, new long[] {count}, 1))
            .toList();
    return new BatchResponse(spec, rows, 0);
  }

  @Test
  void commonToAllRows_isToldOnce() {
    var packed = common(3, 3);
    assertArrayEquals(new long[] {1}, packed.shape());
    assertArrayEquals(new long[] {3}, packed.longs(1));
  }

  @Test
  void commonToRowsOfOneLength_isToldOfEachWhereTheyHaveSeveral() {
    var packed = common(3, 9);
    assertArrayEquals(new long[] {2, 1}, packed.shape());
    assertArrayEquals(new long[] {3, 9}, packed.longs(2));
  }

  private static TensorSpec spec(Datatype type, Long... shape) {
    return new TensorSpec("y", type, List.of(shape), 0, 1, Meaning.GRAPH, 0, false);
  }
}

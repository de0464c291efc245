package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of a tensor, cut out of it. */
class InputTensorTest {
  private static TensorSpec spec(Datatype datatype, int batchAxis, int timeAxis, Long... shape) {
    return new TensorSpec(
        "x", datatype, List.of(shape), batchAxis, timeAxis, Meaning.GRAPH, 0, false);
  }

  @Test
  void onlyRow_isAllOfIt_orItsFirstSteps() {
    var vectors =
        new InputTensor(
            spec(Datatype.FP32, 0, 1, -1L, -1L, 2L),
            new long[] {1, 2, 2},
            new TensorElements.Floats(new float[] {1, 2, 3, 4}));
    assertArrayEquals(new float[] {1, 2, 3, 4}, vectors.floats(0, 2));
    assertArrayEquals(new float[] {1, 2}, vectors.floats(0, 1));
    var ids =
        new InputTensor(
            spec(Datatype.INT64, 0, 1, -1L, -1L),
            new long[] {1, 3},
            new TensorElements.Longs(new long[] {1, 2, 3}));
    assertArrayEquals(new long[] {1, 2, 3}, ids.longs(0, 3));
    assertArrayEquals(new long[] {1, 2}, ids.longs(0, 2));
  }

  @Test
  void tensorWithoutRowsOrTime_isOneRowOfOneStep() {
    var tensor =
        new InputTensor(
            spec(Datatype.FP32, -1, -1, 2L),
            new long[] {2},
            new TensorElements.Floats(new float[] {1, 2}));
    assertEquals(1, tensor.rows());
    assertEquals(1, tensor.steps());
    assertArrayEquals(new float[] {1, 2}, tensor.floats(0, 1));
  }

  @Test
  void strings_areOneARow() {
    var texts = List.of(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("b"));
    var tensor =
        new InputTensor(
            spec(Datatype.BYTES, 0, -1, -1L, 1L),
            new long[] {2, 1},
            new TensorElements.Texts(texts));
    assertEquals(texts.get(1), tensor.bytes(1));
  }
}

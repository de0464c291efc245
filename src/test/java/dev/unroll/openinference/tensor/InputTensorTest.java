package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.core.Fault;
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
  void integersOfAState_areRefusedWhereAFloatCannotHoldThem() {
    var spec = spec(Datatype.INT64, 0, -1, -1L, 1L);
    long most = 1L << 24;
    var fits =
        new InputTensor(
            spec, new long[] {2, 1}, new TensorElements.Longs(new long[] {most, -most}));
    assertArrayEquals(new float[] {most}, fits.state(0));
    assertArrayEquals(new float[] {-most}, fits.state(1));
    for (long value : new long[] {most + 1, -most - 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      var given =
          new InputTensor(spec, new long[] {1, 1}, new TensorElements.Longs(new long[] {value}));
      var fault = assertThrows(Fault.class, () -> given.state(0));
      assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind());
      assertTrue(fault.sentence().contains("inputs['x']: has " + value), fault.sentence());
    }
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

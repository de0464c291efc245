package dev.unroll.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import dev.unroll.core.Tensor;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorsCodecTest {
  private static final List<Long> TWO = List.of(2L);

  private static InputCodec codec(ElementType type) {
    var facts =
        new TensorFacts("x", type.label(), List.of(-1L, 2L), 0, -1, 2, type.isInteger(), "");
    return InputCodecs.tensors(List.of(facts));
  }

  private static Tensor encoded(ElementType type, Tensor tensor) {
    var encoded = codec(type).encode(new RawInput.Tensors(Map.of("x", tensor)));
    var given = ((Sequence.Tensors) encoded.sequence()).byName().get("x");
    if (given == null) {
      throw new AssertionError("the codec dropped x");
    }
    return given;
  }

  private static void assertFault(ElementType type, Tensor tensor, String field, String message) {
    var fault = assertThrows(Fault.class, () -> encoded(type, tensor));
    assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind());
    assertEquals(field, fault.field());
    assertEquals(message, fault.reason());
  }

  @ParameterizedTest
  @EnumSource(names = {"INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL"})
  void integersThatTheTypeHolds_areTakenAsTheyAre(ElementType type) {
    var values = new long[] {type.least(), type.most()};
    var taken = (Tensor.Integers) encoded(type, new Tensor.Integers(TWO, values));
    assertArrayEquals(values, taken.values());
  }

  @Test
  void integersThatTheTypeCannotHold_nameIndexValueAndRange() {
    assertFault(
        ElementType.UINT8,
        new Tensor.Integers(TWO, new long[] {0, 300}),
        "inputs['x'][1]",
        "is 300; this input is uint8, which holds 0 to 255");
    assertFault(
        ElementType.BOOL,
        new Tensor.Integers(TWO, new long[] {2, 0}),
        "inputs['x'][0]",
        "is 2; this input is bool, which holds 0 to 1");
    assertFault(
        ElementType.INT32,
        new Tensor.Integers(TWO, new long[] {0, 3_000_000_000L}),
        "inputs['x'][1]",
        "is 3000000000; this input is int32, which holds -2147483648 to 2147483647");
  }

  @Test
  void floatsThatAHalfCannotHold_areRefusedAndInfinityIsNot() {
    var infinite = new float[] {Float.POSITIVE_INFINITY, Float.NaN};
    var taken = (Tensor.Floats) encoded(ElementType.FLOAT16, new Tensor.Floats(TWO, infinite));
    assertArrayEquals(infinite, taken.values());
    assertFault(
        ElementType.FLOAT16,
        new Tensor.Floats(TWO, new float[] {1, 1e6f}),
        "inputs['x'][1]",
        "is 1000000.0; this input is float16, which holds -65504.0 to 65504.0");
    // Integers for an input of floats become floats first.
    assertFault(
        ElementType.FLOAT16,
        new Tensor.Integers(TWO, new long[] {100_000, 1}),
        "inputs['x'][0]",
        "is 100000.0; this input is float16, which holds -65504.0 to 65504.0");
  }

  @Test
  void floatsForIntegers_areRefused() {
    assertFault(
        ElementType.BOOL,
        new Tensor.Floats(TWO, new float[] {0, 1}),
        "inputs['x']",
        "has floats; this input takes bool");
  }
}

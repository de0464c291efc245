package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import java.util.List;
import org.junit.jupiter.api.Test;

/** States that clients give are kept as floats, so their type is checked before. */
class StateRangeTest {
  private static float[] state(Datatype datatype, long... values) {
    var spec = new TensorSpec("count", datatype, List.of(-1L, 2L), 0, -1, Meaning.STATE, 0, true);
    return new InputTensor(spec, new long[] {1, 2}, new TensorElements.Longs(values)).state(0);
  }

  @Test
  void stateThatFits_isTaken() {
    assertArrayEquals(new float[] {0, 255}, state(Datatype.UINT8, 0, 255));
    assertArrayEquals(new float[] {-128, 127}, state(Datatype.INT8, -128, 127));
  }

  @Test
  void stateThatDoesNotFit_isRefused() {
    var fault = assertThrows(Fault.class, () -> state(Datatype.UINT8, 1, 300));
    assertEquals("inputs['count'][1]", fault.field());
    assertEquals("is 300; this input is uint8, which holds 0 to 255", fault.reason());
  }
}

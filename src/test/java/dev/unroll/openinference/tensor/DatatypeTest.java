package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.runtime.ElementType;
import dev.unroll.triton.DataType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DatatypeTest {
  @Test
  void everyElementType_hasADatatypeOfItsSize() {
    var types = Arrays.stream(ElementType.values()).map(type -> Datatype.of(type.label())).toList();
    assertEquals(ElementType.values().length, types.stream().distinct().count());
    assertEquals(2, bytes(ElementType.FLOAT16));
    assertEquals(4, bytes(ElementType.FLOAT32));
    assertEquals(8, bytes(ElementType.FLOAT64));
    assertEquals(4, bytes(ElementType.INT32));
    assertEquals(8, bytes(ElementType.INT64));
    assertEquals(2, bytes(ElementType.INT16));
    assertEquals(1, bytes(ElementType.INT8));
    assertEquals(1, bytes(ElementType.UINT8));
    assertEquals(1, bytes(ElementType.BOOL));
    assertThrows(IllegalArgumentException.class, () -> Datatype.of("uint16"));
  }

  @Test
  void integers_areThoseOfTheElementTypes() {
    for (var type : ElementType.values()) {
      assertEquals(type.isInteger(), Datatype.of(type.label()).isInteger());
    }
    assertFalse(Datatype.BYTES.isInteger());
  }

  private static int bytes(ElementType type) {
    return Datatype.of(type.label()).bytes();
  }

  @Test
  void configurations_nameTheSameType() {
    for (var datatype : Datatype.values()) {
      var name = datatype == Datatype.BYTES ? "STRING" : datatype.name();
      assertEquals(DataType.valueOf("TYPE_" + name), datatype.config());
    }
  }
}

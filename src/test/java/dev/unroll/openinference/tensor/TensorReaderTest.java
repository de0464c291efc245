package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.core.Fault;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.triton.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements of one tensor, and those that do not fit its shape or its type. */
class TensorReaderTest {
  private static final TensorSpec SPEC =
      new TensorSpec(
          "x", Datatype.FP32, List.of(-1L, -1L, 3L), 0, 1, TensorSpec.Meaning.GRAPH, 0, false);

  private static TensorReader typed(Datatype datatype, InferTensorContents.Builder contents) {
    var tensor = OpenRequests.tensor("x", datatype.name()).setContents(contents);
    return new TensorReader("m", tensor.build(), null);
  }

  private static TensorReader raw(Datatype datatype, byte... bytes) {
    var tensor = OpenRequests.tensor("x", datatype.name());
    return new TensorReader("m", tensor.build(), ByteString.copyFrom(bytes));
  }

  private static Fault refused(TensorReader reader, Datatype datatype, long... shape) {
    var fault = assertThrows(Fault.class, () -> reader.elements(datatype, shape));
    assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind());
    assertEquals("inputs['x']", fault.field());
    return fault;
  }

  private static float[] floats(TensorElements elements) {
    return assertInstanceOf(TensorElements.Floats.class, elements).values();
  }

  private static long[] longs(TensorElements elements) {
    return assertInstanceOf(TensorElements.Longs.class, elements).values();
  }

  private static List<ByteString> texts(TensorElements elements) {
    return assertInstanceOf(TensorElements.Texts.class, elements).values();
  }

  private static long[] shape(long... given) {
    return new TensorReader("m", OpenRequests.tensor("x", "FP32", given).build(), null).shape(SPEC);
  }

  @Test
  void shape_mayHaveAnySizeWhereTheModelIsOpen() {
    assertArrayEquals(new long[] {1, 1, 3}, shape(1, 1, 3));
    assertArrayEquals(new long[] {2, Long.MAX_VALUE, 3}, shape(2, Long.MAX_VALUE, 3));
  }

  @ParameterizedTest
  @CsvSource({"'2,3'", "'1,2,3,1'", "''", "'1,2,4'", "'0,2,3'", "'1,-1,3'", "'1,2,-3'"})
  void shape_thatDoesNotFit_isRefusedWithBoth(String sizes) {
    var given =
        sizes.isEmpty()
            ? new long[0]
            : java.util.Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong).toArray();
    var fault = assertThrows(Fault.class, () -> shape(given));
    assertEquals("inputs['x'].shape", fault.field());
    boolean hasNone = java.util.Arrays.stream(given).anyMatch(size -> size <= 0);
    assertEquals(
        "unexpected shape for input 'x' for model 'm'. Expected [-1,-1,3], got ["
            + sizes
            + "]"
            + (hasNone ? "; sizes must be at least 1" : ""),
        fault.sentence());
  }

  @Test
  void typedContents_areReadByTheirOwnField() {
    assertArrayEquals(
        new float[] {1.5f, Float.NaN},
        floats(
            typed(
                    Datatype.FP32,
                    InferTensorContents.newBuilder()
                        .addFp32Contents(1.5f)
                        .addFp32Contents(Float.NaN))
                .elements(Datatype.FP32, new long[] {2})));
    assertArrayEquals(
        new float[] {0.1f},
        floats(
            typed(Datatype.FP64, InferTensorContents.newBuilder().addFp64Contents(0.1))
                .elements(Datatype.FP64, new long[] {1, 1})));
    assertArrayEquals(
        new long[] {Integer.MIN_VALUE},
        longs(
            typed(
                    Datatype.INT32,
                    InferTensorContents.newBuilder().addIntContents(Integer.MIN_VALUE))
                .elements(Datatype.INT32, new long[] {1})));
    assertArrayEquals(
        new long[] {Long.MIN_VALUE},
        longs(
            typed(Datatype.INT64, InferTensorContents.newBuilder().addInt64Contents(Long.MIN_VALUE))
                .elements(Datatype.INT64, new long[] {1})));
    var text = ByteString.copyFromUtf8("새");
    assertEquals(
        List.of(text),
        texts(
            typed(Datatype.BYTES, InferTensorContents.newBuilder().addBytesContents(text))
                .elements(Datatype.BYTES, new long[] {1})));
  }

  @Test
  void typedContents_ofAnotherNumberThanTheShapes_areRefusedWithBoth() {
    var two = InferTensorContents.newBuilder().addInt64Contents(1).addInt64Contents(2);
    for (long expected : new long[] {1, 3}) {
      var fault = refused(typed(Datatype.INT64, two), Datatype.INT64, 1, expected);
      assertEquals(
          "unexpected number of elements 2 for inference input 'x', expecting "
              + expected
              + " of datatype INT64",
          fault.sentence());
    }
  }

  @Test
  void typedContents_ofAnotherTypeOrOfTwo_areRefused() {
    var ids = InferTensorContents.newBuilder().addInt64Contents(1);
    assertTrue(
        refused(typed(Datatype.FP32, ids), Datatype.FP32, 1).reason().contains("elements 0"));
    var both = ids.clone().addFp32Contents(1);
    assertTrue(
        refused(typed(Datatype.FP32, both), Datatype.FP32, 1)
            .reason()
            .contains("given in more than one type; its datatype is FP32"));
    assertTrue(
        refused(typed(Datatype.FP16, InferTensorContents.newBuilder()), Datatype.FP16, 1)
            .reason()
            .contains("use raw_input_contents"));
  }

  @ParameterizedTest
  @CsvSource({"FP16, 2", "FP32, 4", "FP64, 8", "INT32, 4", "INT64, 8"})
  void rawContents_ofAnotherSizeThanTheShapes_areRefusedWithBoth(Datatype datatype, int bytes) {
    int expected = 6 * bytes;
    for (int given : new int[] {0, expected - 1, expected + 1}) {
      var fault = refused(raw(datatype, new byte[given]), datatype, 2, 3);
      assertEquals(
          "input byte size mismatch for input 'x' for model 'm'. Expected %d, got %d"
              .formatted(expected, given),
          fault.sentence());
    }
    assertEquals(6, size(raw(datatype, new byte[expected]).elements(datatype, new long[] {2, 3})));
  }

  private static int size(TensorElements elements) {
    return elements instanceof TensorElements.Longs longs
        ? longs.values().length
        : floats(elements).length;
  }

  @Test
  void rawContents_areLittleEndian() {
    assertArrayEquals(
        new long[] {-2},
        longs(
            raw(Datatype.INT32, (byte) -2, (byte) -1, (byte) -1, (byte) -1)
                .elements(Datatype.INT32, new long[] {1})));
    assertArrayEquals(
        new float[] {1},
        floats(raw(Datatype.FP16, (byte) 0, (byte) 0x3C).elements(Datatype.FP16, new long[] {1})));
  }

  /** Products of sizes that wrap to something harmless, or only just do not fit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2147483640",
        "65536,65536",
        "4294967296,4294967296",
        "4611686018427387904,4",
        "2,4611686018427387904",
        "4,4611686018427387905",
        "9223372036854775807,2",
        "3037000500,3037000500",
        "9223372036854775807,9223372036854775807",
        "2147483639,2,4611686018427387904"
      })
  void shape_thatIsMoreThanAnArrayHolds_isRefused(String sizes) {
    var shape = java.util.Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong).toArray();
    for (var reader :
        List.of(raw(Datatype.FP32), typed(Datatype.FP32, InferTensorContents.newBuilder()))) {
      var fault = refused(reader, Datatype.FP32, shape);
      assertTrue(fault.reason().contains("which is more than 2147483639 elements"), sizes);
    }
  }

  @Test
  void largestShape_isComparedWithTheBytes() {
    var fault = refused(raw(Datatype.INT64), Datatype.INT64, 2147483639);
    assertTrue(fault.reason().contains("Expected 17179869112, got 0"), fault.reason());
  }

  private static byte[] framed(Object... parts) {
    var bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    for (var part : parts) {
      if (part instanceof Integer length) {
        bytes.putInt(length);
      } else {
        bytes.put(ByteString.copyFromUtf8(part.toString()).toByteArray());
      }
    }
    return java.util.Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static TensorReader strings(Object... parts) {
    return raw(Datatype.BYTES, framed(parts));
  }

  @Test
  void rawStrings_haveTheirLengthsBeforeThem() {
    var strings = texts(strings(2, "ab", 0, 3, "새").elements(Datatype.BYTES, new long[] {3, 1}));
    assertEquals(List.of("ab", "", "새"), strings.stream().map(ByteString::toStringUtf8).toList());
  }

  @Test
  void rawStrings_cutOffInALength_areRefused() {
    var fault = refused(strings(1, "a", "xyz"), Datatype.BYTES, 2);
    assertEquals(
        "incomplete string length indicator for inference input 'x', expecting 4 bytes but only 3"
            + " bytes available",
        fault.sentence());
  }

  @Test
  void rawStrings_cutOffInAString_areRefused_alsoWhereTheLengthFitsNoInt() {
    assertEquals(
        "incomplete string data for inference input 'x', expecting string of length 3 but only 2"
            + " bytes available",
        refused(strings(3, "ab"), Datatype.BYTES, 1).sentence());
    assertTrue(
        refused(strings(-1, "ab"), Datatype.BYTES, 1).reason().contains("of length 4294967295"));
  }

  @Test
  void rawStrings_ofAnotherNumberThanTheShapes_areRefused() {
    assertTrue(refused(strings(1, "a", 1, "b"), Datatype.BYTES, 1).reason().contains("elements 2"));
    assertTrue(refused(strings(1, "a"), Datatype.BYTES, 2).reason().contains("elements 1"));
    assertTrue(refused(strings(), Datatype.BYTES, 1).reason().contains("elements 0"));
  }
}

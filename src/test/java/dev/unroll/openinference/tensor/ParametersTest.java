package dev.unroll.openinference.tensor;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.triton.InferParameter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private static final InferParameter TRUE = OpenRequests.truth(true);

  private static Parameters x(InferParameter value) {
    return new Parameters(Map.of("x", value));
  }

  private static InferParameter unsigned(long value) {
    return InferParameter.newBuilder().setUint64Param(value).build();
  }

  private static InferParameter number(double value) {
    return InferParameter.newBuilder().setDoubleParam(value).build();
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  private static void assertInvalid(String sentence, Executable call) {
    assertSaid("parameters['x']", sentence, call);
  }

  @Test
  void absent_isFalseOrEmpty() {
    var none = new Parameters(Map.of());
    assertFalse(none.truth("x"));
    assertEquals(OptionalLong.empty(), none.whole("x"));
    assertEquals(OptionalLong.empty(), none.integer("x"));
    assertEquals(OptionalDouble.empty(), none.number("x"));
  }

  @Test
  void truth_isABool() {
    assertTrue(x(TRUE).truth("x"));
    assertFalse(x(OpenRequests.truth(false)).truth("x"));
    assertInvalid(
        "invalid value type for 'x' parameter, expected bool_param.",
        () -> x(OpenRequests.whole(1)).truth("x"));
    assertThrows(Fault.class, () -> x(InferParameter.getDefaultInstance()).truth("x"));
  }

  @Test
  void whole_isAnIntegerOfEitherSign() {
    assertEquals(OptionalLong.of(-7), x(OpenRequests.whole(-7)).whole("x"));
    assertEquals(OptionalLong.of(7), x(unsigned(7)).whole("x"));
    assertEquals(OptionalLong.of(Long.MAX_VALUE), x(unsigned(-1)).whole("x"));
    for (var other : List.of(TRUE, number(1), text("1"))) {
      assertInvalid(
          "invalid value type for 'x' parameter, expected int64_param or uint64_param.",
          () -> x(other).whole("x"));
    }
  }

  @Test
  void number_isInWhicheverFieldClientsPutIt() {
    assertEquals(OptionalDouble.of(0.5), x(number(0.5)).number("x"));
    assertEquals(OptionalDouble.of(-7), x(OpenRequests.whole(-7)).number("x"));
    assertEquals(OptionalDouble.of(7), x(unsigned(7)).number("x"));
    assertEquals(OptionalDouble.of(0.25), x(text(" 0.25\n")).number("x"));
    assertInvalid(
        "invalid value type for 'x' parameter, expected double_param, int64_param or a number as"
            + " string_param.",
        () -> x(TRUE).number("x"));
    assertInvalid(
        "parameters['x']: is 'half', which is not a number", () -> x(text("half")).number("x"));
    assertInvalid("parameters['x']: is '', which is not a number", () -> x(text("")).number("x"));
  }

  @Test
  void integer_isExact_whereItsFieldIs() {
    long beyondDoubles = (1L << 53) + 1;
    assertEquals(OptionalLong.of(beyondDoubles), x(OpenRequests.whole(beyondDoubles)).integer("x"));
    assertEquals(OptionalLong.of(beyondDoubles), x(unsigned(beyondDoubles)).integer("x"));
    assertEquals(OptionalLong.of(3), x(number(3)).integer("x"));
    assertEquals(OptionalLong.of(-3), x(text("-3")).integer("x"));
    long largest = (1L << 53) - 1;
    assertEquals(OptionalLong.of(largest), x(text(Long.toString(largest))).integer("x"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, -1e-9, Double.NaN, Double.POSITIVE_INFINITY})
  void integer_ofANumberThatIsNone_isInvalid(double value) {
    assertInvalid(
        "parameters['x']: is " + value + "; allowed are whole numbers",
        () -> x(number(value)).integer("x"));
  }

  /** A double stands for several of them. */
  @ParameterizedTest
  @ValueSource(strings = {"9007199254740992", "9007199254740993", "-9007199254740993", "1e300"})
  void integer_thatNoDoubleKnows_isInvalid(String value) {
    var fault = assertThrows(Fault.class, () -> x(text(value)).integer("x"));
    assertTrue(fault.reason().endsWith("; give whole numbers from 2^53 as int64_param"));
  }

  @Test
  void reservedNames_areRefused_butForTheOneThatAsksForNothing() {
    var allowed = Map.of("triton_enable_empty_final_response", TRUE, "tritonx", TRUE, "x", TRUE);
    assertDoesNotThrow(() -> new Parameters(allowed).refuseReserved());
    var fault =
        assertThrows(Fault.class, () -> new Parameters(Map.of("triton_x", TRUE)).refuseReserved());
    assertEquals("parameters['triton_x']", fault.field());
    assertTrue(fault.sentence().endsWith("this request has 'triton_x'"), fault.sentence());
  }

  @Test
  void sharedMemory_isRefusedWithItsRegion() {
    assertDoesNotThrow(() -> Parameters.refuseSharedMemory("y", Map.of("x", TRUE)));
    var region = Map.of("shared_memory_region", text("r"));
    var fault = assertThrows(Fault.class, () -> Parameters.refuseSharedMemory("y", region));
    assertEquals(Fault.Kind.UNIMPLEMENTED, fault.kind());
    assertTrue(fault.reason().contains("'y' names the region 'r'"), fault.reason());
  }

  @Test
  void texts_areWhatStandsBetweenCommas() {
    var given = InferParameter.newBuilder().setStringParam("근육, 지방,스트레스").build();
    var parameters = new Parameters(Map.of("among", given));
    assertEquals(List.of("근육", "지방", "스트레스"), parameters.texts("among"));
    assertEquals(List.of(), parameters.texts("other"));
  }

  @Test
  void texts_ofAnotherType_areInvalid() {
    var number = InferParameter.newBuilder().setInt64Param(3).build();
    var fault =
        assertThrows(Fault.class, () -> new Parameters(Map.of("among", number)).texts("among"));
    assertEquals(
        "invalid value type for 'among' parameter, expected string_param.", fault.getMessage());
  }
}

package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.ModelInferRequest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SequenceControlTest {
  private static Optional<SequenceControl> of(Map<String, InferParameter> parameters) {
    return SequenceControl.of(ModelInferRequest.newBuilder().putAllParameters(parameters).build());
  }

  private static Optional<SequenceControl> id(InferParameter id) {
    return of(Map.of("sequence_id", id));
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  @Test
  void noId_orAnEmptyOne_isNoSequence() {
    assertEquals(Optional.empty(), of(Map.of()));
    assertEquals(Optional.empty(), of(Map.of("sequence_start", OpenRequests.truth(true))));
    assertEquals(Optional.empty(), id(OpenRequests.whole(0)));
    assertEquals(Optional.empty(), id(text("")));
  }

  @Test
  void numbersAndTexts_neverMeet() {
    assertNotEquals(id(OpenRequests.whole(5)), id(text("5")));
    assertEquals(new SequenceControl("-5", false, false), id(OpenRequests.whole(-5)).orElseThrow());
    assertEquals(new SequenceControl("'5'", false, false), id(text("5")).orElseThrow());
  }

  @Test
  void longText_isInvalidAndShownInPart() {
    assertEquals(
        "'" + "a".repeat(128) + "'", id(text("a".repeat(128))).map(SequenceControl::id).get());
    var fault = assertThrows(Fault.class, () -> id(text("a".repeat(15_000_000))));
    assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind());
    assertEquals("parameters['sequence_id']", fault.field());
    assertEquals(
        "'sequence_id' parameter '"
            + "a".repeat(42)
            + "…"
            + "a".repeat(21)
            + "' has 15000000 characters; at most 128 are allowed",
        fault.sentence());
  }

  @Test
  void startAndEnd_areToldApart() {
    var id = OpenRequests.whole(5);
    assertEquals(
        new SequenceControl("5", true, false),
        of(Map.of("sequence_id", id, "sequence_start", OpenRequests.truth(true))).orElseThrow());
    assertEquals(
        new SequenceControl("5", false, true),
        of(Map.of("sequence_id", id, "sequence_end", OpenRequests.truth(true))).orElseThrow());
  }

  @Test
  void otherTypes_areInvalid() {
    var unsigned = InferParameter.newBuilder().setUint64Param(5).build();
    var fault = assertThrows(Fault.class, () -> id(unsigned));
    assertEquals("parameters['sequence_id']", fault.field());
    assertEquals(
        "invalid value type for 'sequence_id' parameter, expected int64_param or string_param.",
        fault.sentence());
    for (var name : new String[] {"sequence_start", "sequence_end"}) {
      var wrong = Map.of("sequence_id", text("a"), name, OpenRequests.whole(1));
      var flag = assertThrows(Fault.class, () -> of(wrong));
      assertEquals("parameters['" + name + "']", flag.field());
    }
  }
}

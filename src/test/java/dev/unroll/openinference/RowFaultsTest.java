package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.openinference.tensor.ParsedRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowFaultsTest {
  private static String sentence(Fault fault, int row, int rows) {
    var worded = RowFaults.of(fault, asked(rows), row, "m");
    assertEquals(Fault.Kind.INVALID_ARGUMENT, worded.kind());
    return worded.sentence();
  }

  private static ParsedRequest asked(int rows) {
    var row = new ParsedRequest.Row("x", new RawInput.TokenIds(new long[] {1}));
    return new ParsedRequest(
        Collections.nCopies(rows, row), List.of(), List.of(), false, Optional.empty());
  }

  @Test
  void field_becomesTheTensor_andKeepsTheElement() {
    assertEquals(
        "inputs['x'] [3]: is wrong (model 'm')",
        sentence(Fault.invalid("input.token_ids.ids[3]", "is wrong"), 0, 1));
    assertEquals(
        "inputs['x']: is empty (model 'm')",
        sentence(Fault.invalid("input.token_ids.ids", "is empty"), 0, 1));
  }

  @Test
  void rowOfSeveral_isNamed() {
    assertEquals(
        "inputs['x'] row 1 [3]: is wrong (model 'm')",
        sentence(Fault.invalid("input.token_ids.ids[3]", "is wrong"), 1, 2));
    assertEquals(
        "inputs['x'] row 0: is empty (model 'm')",
        sentence(Fault.invalid("input.token_ids.ids", "is empty"), 0, 2));
  }

  @Test
  void faultThatIsNotTheInputs_staysAsItIs() {
    for (var fault :
        List.of(
            Fault.failedPrecondition("cannot"),
            Fault.notFound("model.name", "is unknown"),
            Fault.invalid("parameters['among'][0]", "is unknown"),
            Fault.invalid("x", "is wrong").worded("all is wrong"))) {
      assertSame(fault, RowFaults.of(fault, asked(1), 0, "m"));
    }
  }
}

package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidateOutputsTest {
  private static final TensorSpec LABEL = TensorSpec.text("label", Meaning.LABEL, false);
  private static final TensorSpec CANDIDATES =
      TensorSpec.text("candidates", Meaning.CANDIDATES, false);

  private static ParsedRequest request(int rows, TensorSpec wanted) {
    var row = new ParsedRequest.Row("text", new RawInput.Text("a"));
    return new ParsedRequest(
        Collections.nCopies(rows, row),
        List.of(),
        List.of(new ParsedRequest.Wanted(wanted, 0)),
        false,
        Optional.empty());
  }

  @Test
  void candidates_ofAllRowsTogether_areBounded() {
    assertDoesNotThrow(() -> CandidateOutputs.check(request(1024, CANDIDATES), 256));
    var fault =
        assertThrows(Fault.class, () -> CandidateOutputs.check(request(1024, CANDIDATES), 257));
    assertEquals("parameters['among']", fault.field());
    assertEquals(
        "has 257 candidates, for each of 1024 rows; allowed are at most 262144 in all: send fewer"
            + " rows in a request",
        fault.reason());
  }

  @Test
  void candidates_whoseBestAloneIsWanted_areNotBoundedByRows() {
    assertDoesNotThrow(() -> CandidateOutputs.check(request(1024, LABEL), 1_000_000));
  }
}

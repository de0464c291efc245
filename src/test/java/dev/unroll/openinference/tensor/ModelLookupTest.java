package dev.unroll.openinference.tensor;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.openinference.OpenDesk;
import dev.unroll.repository.Folders;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and versions as this protocol writes them. */
class ModelLookupTest {
  private static final String MODEL = OpenDesk.MODEL;

  @TempDir private Path folder;

  private OpenDesk desk;
  private ModelLookup modelLookup;

  @BeforeEach
  void open() throws Exception {
    desk = new OpenDesk(folder, 10, 10);
    modelLookup = desk.modelLookup;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void version_isANumber_orNothingForTheOneThatIsServed() {
    for (var version : new String[] {"", "1", "+1", "01"}) {
      try (var call = modelLookup.call(MODEL, version)) {
        assertEquals(new ModelKey(MODEL, 1), call.model().key());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "one", "1.0", " 1", "9223372036854775808"})
  void version_thatIsNone_isInvalid(String version) {
    assertSaid(
        "model_version",
        "failed to get model version from specified version string '"
            + version
            + "' for model 'gru_last'; version should be an integral value > 0",
        () -> modelLookup.call(MODEL, version));
  }

  @Test
  void name_missing_isInvalid_whateverTheVersion() {
    assertSaid(
        "model_name",
        "model_name: is missing; RepositoryIndex names the models",
        () -> modelLookup.call("", "one"));
  }

  @Test
  void unknown_isSaidInTritonsWords_andOurs() {
    var model = assertThrows(Fault.class, () -> modelLookup.call("gru_lost", ""));
    assertEquals(
        "Request for unknown model: 'gru_lost' is not found; model 'gru_lost' does not exist; did"
            + " you mean 'gru_last'?; there are gru_last",
        model.sentence());
    var version = assertThrows(Fault.class, () -> modelLookup.call(MODEL, "7"));
    assertEquals(
        "Request for unknown model: 'gru_last' version 7 is not found; model 'gru_last' has no"
            + " version 7; the served version is 1",
        version.sentence());
  }

  @Test
  void tensors_areWorkedOutOnceAVersion() throws Exception {
    assertEquals(Optional.empty(), modelLookup.seen(MODEL));
    var first = modelLookup.tensors(desk.engine.model(MODEL));
    assertSame(first, modelLookup.tensors(desk.engine.model(MODEL)));
    assertEquals(Optional.of(new ModelKey(MODEL, 1)), modelLookup.seen(MODEL));
    Folders.zoo(folder, "lstm2_each", MODEL, 2);
    desk.engine.repository.refresh(false);
    assertNotSame(first, modelLookup.tensors(desk.engine.model(MODEL)));
    assertEquals(Optional.of(new ModelKey(MODEL, 2)), modelLookup.seen(MODEL));
  }
}

package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.core.Task;
import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.Folders;
import dev.unroll.v1.ModelSelector;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSelectionTest {
  private static final String ONE = "gru_last";
  private static final String EACH = "lstm2_each";

  @TempDir private Path folder;

  private SmallEngine engine;

  @BeforeEach
  void open() throws Exception {
    Folders.zoo(folder, ONE);
    Folders.zoo(folder, EACH);
    engine = SmallEngine.of(folder);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Fault refused(String name, long version, Task task, String method) {
    var selector = ModelSelector.newBuilder().setName(name).setVersion(version).build();
    return assertThrows(
        Fault.class, () -> ModelSelection.call(engine.inference, selector, task, method));
  }

  @Test
  void model_isHeldUntilItsCallIsClosed() {
    var selector = ModelSelector.newBuilder().setName(ONE).setVersion(1).build();
    var call = ModelSelection.call(engine.inference, selector, Task.MANY_TO_ONE, "ManyToOne");
    assertEquals(ONE, call.model().key().name());
    assertTrue(engine.isHeldWhenUnloaded(ONE));
    var model = call.model();
    call.close();
    assertFalse(Folders.isHeld(model));
  }

  @Test
  void name_missing_isInvalid() {
    var fault = refused("", 0, Task.MANY_TO_ONE, "ManyToOne");
    assertEquals("model.name", fault.field());
    assertEquals("is missing; Models.List names the models", fault.reason());
  }

  @Test
  void version_negative_isInvalid() {
    var fault = refused(ONE, -2, Task.MANY_TO_ONE, "ManyToOne");
    assertEquals("model.version", fault.field());
    assertEquals("is -2; allowed are positive versions, and 0 for any", fault.reason());
  }

  @Test
  void version_notServed_isNotFound() {
    assertEquals(Kind.NOT_FOUND, refused(ONE, 7, Task.MANY_TO_ONE, "ManyToOne").kind());
  }

  @Test
  void otherTask_namesTheMethodForIt_andHoldsTheModelNoLonger() {
    var fault = refused(ONE, 0, Task.MANY_TO_MANY, "ManyToMany");
    assertEquals(Kind.FAILED_PRECONDITION, fault.kind());
    assertEquals(
        "model 'gru_last' is many-to-one, and ManyToMany is for many-to-many; call ManyToOne",
        fault.reason());
    assertFalse(engine.isHeldWhenUnloaded(ONE));
    assertTrue(
        refused(EACH, 0, Task.ONE_TO_MANY, "OneToMany")
            .reason()
            .endsWith("; call ManyToMany or StreamManyToMany"));
    assertFalse(engine.isHeldWhenUnloaded(EACH));
  }

  @Test
  void whatDoesNotGoWithTheModel_isRefusedOnlyWhereItIsAsked() {
    var model = engine.model(ONE);
    assertDoesNotThrow(() -> ModelSelection.refuse(model, false, "raw", "cannot"));
    var fault =
        assertThrows(Fault.class, () -> ModelSelection.refuse(model, true, "raw", "cannot"));
    assertEquals("raw", fault.field());
    assertEquals("is set, but model 'gru_last' cannot", fault.reason());
  }
}

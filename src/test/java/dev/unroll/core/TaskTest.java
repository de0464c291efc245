package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTest {
  @Test
  void label_findsItsTask() {
    for (var task : Task.values()) {
      assertEquals(task, Task.of(task.label()));
    }
    assertEquals(List.of("one-to-many", "many-to-one", "many-to-many"), Task.labels());
  }

  @Test
  void unknownLabel_isRefusedNamingThoseAllowed() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Task.of("one-to-one"));
    assertEquals(
        "'one-to-one' is not a task; allowed: one-to-many, many-to-one, many-to-many",
        refusal.getMessage());
  }
}

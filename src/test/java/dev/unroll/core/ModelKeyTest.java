package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ModelKeyTest {
  @Test
  void key_isWrittenAsNameAndVersion() {
    assertEquals("spam/3", new ModelKey("spam", 3).toString());
  }

  @Test
  void emptyNameOrVersionBelowOne_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ModelKey("", 1));
    assertThrows(IllegalArgumentException.class, () -> new ModelKey("spam", 0));
    assertThrows(IllegalArgumentException.class, () -> new ModelKey("spam", -1));
  }
}

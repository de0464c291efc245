package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LoadExceptionTest {
  @Test
  void reason_isTheMessage() {
    assertEquals("no such file", new LoadException("no such file").reason());
  }
}

package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeHeapTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void trim_isKnownToTheJvm() {
    assertTrue(NativeHeap.trim());
  }
}

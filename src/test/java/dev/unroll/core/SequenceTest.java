package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SequenceTest {
  @Test
  void steps_areIdsOrWholeVectors() {
    assertEquals(3, new Sequence.Ids(new long[] {1, 2, 3}).steps());
    assertEquals(2, new Sequence.Vectors(new float[8], 4).steps());
  }
}

package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuoteTest {
  @Test
  void text_isQuoted_andShortenedIfItIsLong() {
    assertEquals("''", Quote.of(""));
    assertEquals("'" + "한".repeat(60) + "'", Quote.of("한".repeat(60)));
    assertEquals("'" + "😀".repeat(60) + "...'", Quote.of("😀".repeat(61)));
  }
}

package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void shortText_isUnchanged() {
    assertEquals("", Excerpt.of(""));
    assertEquals("a".repeat(128), Excerpt.of("a".repeat(128)));
  }

  @Test
  void longText_losesItsMiddle() {
    assertEquals("abcdef…xyz", Excerpt.of("abcdefghijklmnopqrstuvwxyz", 10));
    assertEquals(128, Excerpt.of("a".repeat(100_000)).length());
  }

  @Test
  void pairs_stayWhole() {
    for (int most = 1; most < 20; most++) {
      var shown = Excerpt.of("😀".repeat(50), most);
      assertTrue(shown.length() <= most, shown);
      assertEquals("", shown.replace("😀", "").replace("…", ""));
    }
  }
}

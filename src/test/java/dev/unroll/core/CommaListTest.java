package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommaListTest {
  @Test
  void split_takesWhiteSpaceAway() {
    assertEquals(List.of("근육", "지방", "스트레스"), CommaList.split("근육, 지방 ,\t스트레스 "));
    assertEquals(List.of("근육 운동"), CommaList.split("근육 운동"));
  }

  @Test
  void split_keepsEmptyElements() {
    assertEquals(List.of(""), CommaList.split(""));
    assertEquals(List.of("a", "", "b", ""), CommaList.split("a,,b,"));
  }

  @Test
  void split_escapedComma_isPartOfItsElement() {
    assertEquals(List.of("Yes, sir.", "No."), CommaList.split("Yes\\, sir.,No."));
    assertEquals(List.of("a\\b", "\\"), CommaList.split("a\\b,\\"));
  }
}

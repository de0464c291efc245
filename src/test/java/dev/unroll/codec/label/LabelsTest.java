package dev.unroll.codec.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("labels.txt");
  }

  @Test
  void read_linesInOrder_areNames() throws Exception {
    for (var content : List.of("긍정\n부정\n", "긍정\n부정", "\uFEFF긍정\r\n부정\r\n")) {
      Files.writeString(file, content);
      var labels = Labels.read(file);
      assertEquals(List.of("긍정", "부정"), labels.names());
      assertEquals(2, labels.size());
    }
  }

  @Test
  void read_unusableFile_saysWhyAndWhere() throws Exception {
    assertEquals(file + ": does not exist", failure());
    Files.writeString(file, "");
    assertEquals(file + ": is empty; write one label per line", failure());
    Files.writeString(file, "a\n\nb\n");
    assertEquals(file + ": line 2 is empty; write a label on each line", failure());
    Files.writeString(file, "a\nb\na\n");
    assertEquals(file + ": line 3 repeats 'a' of line 1", failure());
    Files.write(file, new byte[] {'a', (byte) 0xFF});
    assertEquals(file + ": is not UTF-8", failure());
  }

  @Test
  void of_blankOrRepeated_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Labels.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Labels.of(List.of("a", " ")));
    assertThrows(IllegalArgumentException.class, () -> Labels.of(List.of("a", "a")));
  }

  private String failure() {
    return assertThrows(LoadException.class, () -> Labels.read(file)).reason();
  }

  @Test
  void indexes_ofSomeNames_areTheirPlaces() {
    var labels = Labels.of(List.of("cat", "dog", "bird"));
    assertArrayEquals(new int[] {2, 0}, labels.indexes(List.of("bird", "cat"), "among", "labels"));
    assertArrayEquals(new int[0], labels.indexes(List.of(), "among", "labels"));
  }

  @Test
  void indexes_ofDecomposedNames_areThoseOfComposedOnes() {
    var labels = Labels.of(List.of("근육", "café"));
    var decomposed = Normalizer.normalize("근육", Normalizer.Form.NFD);
    assertArrayEquals(new int[] {0}, labels.indexes(List.of(decomposed), "among", "labels"));
    assertThrows(Fault.class, () -> labels.indexes(List.of("근육", decomposed), "among", "labels"));
  }

  @Test
  void indexes_ofAnUnknownOrARepeatedName_areInvalid() {
    var labels = Labels.of(List.of("cat", "dog", "bird"));
    var unknown =
        assertThrows(Fault.class, () -> labels.indexes(List.of("cat", "brid"), "among", "labels"));
    assertEquals(
        "is 'brid', which is none of the model's 3 labels (cat, dog, bird); did you mean 'bird'?",
        unknown.getMessage());
    var repeated =
        assertThrows(Fault.class, () -> labels.indexes(List.of("cat", "cat"), "among", "labels"));
    assertEquals("is 'cat' once more; give each once", repeated.getMessage());
  }

  @Test
  void indexes_ofAnUnknownName_listFewLabels_andNotMany() {
    var many = IntStream.range(0, 11).mapToObj(index -> "label" + index).toList();
    assertEquals(
        "is 'x', which is none of the model's 11 labels", reason(Labels.of(many), "x", "labels"));
    var few = many.subList(0, 2);
    assertEquals(
        "is 'x', which is none of the model's 2 labels (label0, label1)",
        reason(Labels.of(few), "x", "labels"));
    var longOnes = List.of("a".repeat(150), "b".repeat(150));
    assertEquals(
        "is 'x', which is none of the model's 2 labels",
        reason(Labels.of(longOnes), "x", "labels"));
  }

  @Test
  void indexes_ofSeveralWords_whereEachLabelIsOne_saySo() {
    assertEquals(
        "is '근육 운동', which is none of the model's 2 words (근육, 지방); each of them is a single"
            + " word, and the model has no score for several",
        reason(Labels.of(List.of("근육", "지방")), "근육 운동", "words"));
    assertEquals(
        "is '근육 운동', which is none of the model's 2 words (근육, 근력 운동); did you mean '근력" + " 운동'?",
        reason(Labels.of(List.of("근육", "근력 운동")), "근육 운동", "words"));
    var several = Labels.of(List.of("근육", "근력 운동"));
    assertArrayEquals(new int[] {1}, several.indexes(List.of("근력 운동"), "among", "words"));
  }

  @Test
  void indexes_ofAVeryLongName_quoteItsBeginning() {
    assertEquals(
        "is '" + "x".repeat(60) + "...', which is none of the model's 1 labels (a)",
        reason(Labels.of(List.of("a")), "x".repeat(1_000_000), "labels"));
  }

  private static String reason(Labels labels, String name, String kind) {
    return assertThrows(Fault.class, () -> labels.indexes(List.of(name), "among", kind)).reason();
  }
}

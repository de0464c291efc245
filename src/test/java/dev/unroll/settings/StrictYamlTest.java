package dev.unroll.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictYamlTest {
  enum Colour {
    RED,
    GREEN
  }

  record Inner(String tokenizer, @Nullable Integer maxSteps) {}

  record Named(String file, @Nullable String scores) {
    static Named of(String file) {
      return new Named(file, null);
    }
  }

  record Outer(
      String name,
      @Nullable Inner inner,
      @Nullable Named named,
      @Nullable List<Float> mean,
      @Nullable Map<String, String> states,
      @Nullable Colour colour,
      @Nullable Boolean fast,
      @Nullable Long bytes) {}

  record Counts(int count) {}

  @Test
  void read_everything_isInTheRecord() throws Exception {
    var outer =
        read(
            """
            # a comment
            name: "2024"
            inner: {tokenizer: 토큰.json, max_steps: 256}
            named: {file: a.txt, scores: raw}
            mean: [1, 0.5]
            states: {h: h_out}
            colour: green
            fast: true
            bytes: 9999999999
            """);
    assertEquals(
        new Outer(
            "2024",
            new Inner("토큰.json", 256),
            new Named("a.txt", "raw"),
            List.of(1f, 0.5f),
            Map.of("h", "h_out"),
            Colour.GREEN,
            true,
            9999999999L),
        outer);
  }

  @Test
  void read_nullableKeysAbsentOrEmpty_areNull() throws Exception {
    assertNull(read("name: a").inner());
    assertNull(read("name: a\ninner:\n").inner());
  }

  @Test
  void read_recordWithOf_mayBeAString() throws Exception {
    assertEquals(new Named("labels.txt", null), read("name: a\nnamed: labels.txt").named());
  }

  @Test
  void unknownKey_namesPathNearestAndKnown() {
    assertEquals(
        "model.yaml: unknown key 'inner.tokeniser'; did you mean 'tokenizer'? known here:"
            + " max_steps, tokenizer",
        failure("name: a\ninner: {tokeniser: b}"));
    assertEquals(
        "model.yaml: unknown key 'zzz'; known here: bytes, colour, fast, inner, mean, name, named,"
            + " states",
        failure("name: a\nzzz: 1"));
    assertEquals(
        "model.yaml: unknown key 'inner.maxSteps'; did you mean 'max_steps'? known here:"
            + " max_steps, tokenizer",
        failure("name: a\ninner: {tokenizer: b, maxSteps: 3}"));
  }

  @Test
  void missingKey_namesItsPath() {
    assertEquals("model.yaml: 'name' is missing", failure("fast: true"));
    assertEquals(
        "model.yaml: 'inner.tokenizer' is missing", failure("name: a\ninner: {max_steps: 1}"));
    assertEquals("model.yaml: 'named.file' is missing", failure("name: a\nnamed: {scores: raw}"));
    assertEquals("model.yaml: 'name' is missing", failure("name:\n"));
    assertEquals("model.yaml: 'count' is missing", countFailure("{}"));
    assertEquals("model.yaml: 'count' is missing", countFailure("count:"));
  }

  @Test
  void wrongType_namesPathValueAndWhatIsAllowed() {
    assertEquals(
        "model.yaml: 'inner.max_steps': '256' is not an integer",
        failure("name: a\ninner: {tokenizer: b, max_steps: '256'}"));
    assertEquals(
        "model.yaml: 'inner.max_steps': '2.5' is not an integer",
        failure("name: a\ninner: {tokenizer: b, max_steps: 2.5}"));
    assertEquals(
        "model.yaml: 'inner.max_steps': '99999999999' is too large an integer",
        failure("name: a\ninner: {tokenizer: b, max_steps: 99999999999}"));
    assertEquals(
        "model.yaml: 'name': '2024' is not text; quote it to make it text", failure("name: 2024"));
    assertEquals(
        "model.yaml: 'name': 'true' is not text; quote it to make it text", failure("name: true"));
    assertEquals("model.yaml: 'name': a list is not text", failure("name: [a]"));
    assertEquals("model.yaml: 'inner': 'b' is not a mapping of keys", failure("name: a\ninner: b"));
    assertEquals("model.yaml: 'mean': '1' is not a list", failure("name: a\nmean: 1"));
    assertEquals("model.yaml: 'mean[1]': 'x' is not a number", failure("name: a\nmean: [1, x]"));
    assertEquals("model.yaml: 'mean[1]' has no value", failure("name: a\nmean: [1, ~]"));
    assertEquals(
        "model.yaml: 'colour': 'blue' is none of red, green", failure("name: a\ncolour: blue"));
    assertEquals("model.yaml: 'fast': 'yess' is not true or false", failure("name: a\nfast: yess"));
    assertEquals(
        "model.yaml: 'states.h': '1' is not text; quote it to make it text",
        failure("name: a\nstates: {h: 1}"));
    assertEquals("model.yaml: a list is not a mapping of keys", failure("[1]"));
    assertEquals("model.yaml: 'abc' is not a mapping of keys", failure("abc"));
  }

  @Test
  void repeatedKey_isNamedWithItsLine() {
    assertEquals(
        "model.yaml: line 2: key 'name' is repeated; write it once", failure("name: a\nname: b"));
  }

  @Test
  void brokenYaml_namesTheLine() {
    var message = failure("name: a\ninner: {tokenizer: b\nfast: true\n");
    assertTrue(message.startsWith("model.yaml: line 3"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void brokenYaml_saysWhatToWriteInstead() {
    assertAdvised("name: many: to", 1, "write each 'key: value' on a line of its own");
    assertAdvised("name:\n\t- x", 2, "indent with spaces");
    assertAdvised("name: @x", 1, "quote the value");
    assertAdvised("states: {h: a", 1, "close { with }, and put commas between its keys");
    assertAdvised("mean: [1, 2", 1, "close [ with ], and put commas between its values");
    assertAdvised("name: \"a\\qb\"", 1, "quote the value with ' instead of \", or double the \\");
    assertAdvised("name: \"abc", 1, "close the quote");
    assertAdvised("name: ]", 1, "remove it");
    assertAdvised("states: {h: a}}", 1, "remove it");
    assertAdvised("states:\n  h: a\n c: b", 3, "begin the keys of one level in the same column");
    assertAdvised("name: a\nfast", 2, "write 'key: value'");
    assertAdvised("{", 1, "write a value");
    assertAdvised("name: \u0001", 1, "remove the control character");
    assertEquals(
        "model.yaml: line 1: found character '@' that cannot start any token; quote the value",
        failure("name: @x"));
  }

  private static void assertAdvised(String text, int line, String advice) {
    var message = failure(text);
    assertTrue(message.startsWith("model.yaml: line " + line + ": "), message);
    assertTrue(message.contains("; " + advice), message);
  }

  @Test
  void emptyText_isRefused() {
    for (var text : List.of("", "\n", "# only a comment\n", "---\n")) {
      assertEquals("model.yaml: is empty", failure(text), "'" + text + "'");
    }
  }

  @Test
  void secondDocument_isRefused() {
    assertEquals(
        "model.yaml: line 3: a second document; one is allowed",
        failure("name: a\n---\nname: b\n"));
  }

  @Test
  void alias_isRefusedAndNotTakenForText() {
    assertEquals(
        "model.yaml: line 2: aliases (*x) are not supported; write the value out",
        failure("name: &x a\nnamed: *x"));
    assertTrue(failure("a: &a [x,x]\nb: &b [*a,*a]\nname: *b").contains("aliases"));
  }

  @Test
  void deepNesting_isRefused() {
    var message = failure("name: " + "[".repeat(100_000));
    assertTrue(message.startsWith("model.yaml: "), message);
    assertTrue(message.length() < 300, message);
  }

  @Test
  void classTag_makesNoObject() {
    var message = failure("name: !!java.net.URL [http://127.0.0.1]");
    assertTrue(message.contains("'name'"), message);
  }

  @Test
  void file_withByteOrderMark_isRead(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("model.yaml"), "\uFEFFname: 모델");
    assertEquals("모델", StrictYaml.read(file, Outer.class).name());
  }

  @Test
  void file_unreadable_isNamed(@TempDir Path folder) throws Exception {
    var file = folder.resolve("model.yaml");
    assertEquals(file + ": does not exist", fileFailure(file));
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xC3, '('});
    assertEquals(file + ": is not UTF-8", fileFailure(file));
    Files.write(file, new byte[StrictYaml.MAX_BYTES + 1]);
    assertEquals(file + ": has 1048577 bytes; at most 1048576 are allowed", fileFailure(file));
    assertEquals(folder + ": is a folder, not a file", fileFailure(folder));
  }

  private static Outer read(String text) throws LoadException {
    return StrictYaml.read("model.yaml", text, Outer.class);
  }

  private static String failure(String text) {
    return assertThrows(LoadException.class, () -> read(text)).reason();
  }

  private static String countFailure(String text) {
    return assertThrows(
            LoadException.class, () -> StrictYaml.read("model.yaml", text, Counts.class))
        .reason();
  }

  private static String fileFailure(Path file) {
    return assertThrows(LoadException.class, () -> StrictYaml.read(file, Outer.class)).reason();
  }
}

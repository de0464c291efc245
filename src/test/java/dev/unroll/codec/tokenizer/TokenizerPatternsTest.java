package dev.unroll.codec.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerPatternsTest {
  /** Of GPT-2, cl100k, Llama 3, Qwen, o200k, DeepSeek, BLOOM, Falcon, CLIP, T5 and others. */
  static final List<String> WELL_KNOWN =
      List.of(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
              + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
              + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+|"
              + " ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
              + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?"
              + "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
              + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|"
              + "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?"
              + "[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "[一-龥\u3040-ゟ゠-ヿ]+",
          "\\p{N}{1,3}",
          "\\p{N}{1,3}(?=(?:\\p{N}{3})*(?:\\P{N}|$))",
          " ?[^(\\s|[.,!?…。，、।۔،])]+",
          "[0-9][0-9][0-9]",
          "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|"
              + "[^\\s\\p{L}\\p{N}]+",
          " {2,}",
          "\\s+",
          "\\s",
          "\\w+|[^\\w\\s]+",
          "[\\p{Han}]+",
          "[\\r\\n]",
          "(\\d{3})(?=\\d)",
          "[!\"#$%&'()*+,-./:;<=>?@\\[\\\\\\]^_`{|}~]",
          "[^\\w\\s]",
          "");

  /** Each has a text that is slow for it, some of them of 41 characters. */
  static final List<String> SLOW =
      List.of(
          "(a+)+$",
          "(?:a*)*b",
          "(a|a)+$",
          "(a|aa)+$",
          "(?:a|ab|b)+$",
          "(?i)(?:k|\u212A)+$",
          "(a?){40}a{40}",
          "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?x",
          "a*a*$",
          "\\s*\\w*\\s*x",
          "(\\s+,\\s+)+x",
          "a{1,3}+$",
          "(?=a*a*b)",
          "(?:a*ab|a)*",
          "\\s+$",
          "^\\s+|\\s+$",
          "\\s++$",
          "(?:\\w+\\.)+com",
          "(a+)+(?<!b)c");

  @ParameterizedTest
  @FieldSource("WELL_KNOWN")
  void problem_wellKnownPattern_isNone(String pattern) {
    assertNull(TokenizerPatterns.problem(pattern));
  }

  @ParameterizedTest
  @FieldSource("SLOW")
  void problem_slowPattern_isNamed(String pattern) {
    assertNotNull(TokenizerPatterns.problem(pattern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a)\\1",
        "(?<x>a)\\k<x>",
        "\\g<0>",
        "(?x)a # b",
        "(?(1)a)",
        "(?~a)",
        "(*FAIL)",
        "(a",
        "a)",
        "[a",
        "\\",
        "\\X+",
        "(?@a)"
      })
  void problem_unknownPart_isNamed(String pattern) {
    var problem = String.valueOf(TokenizerPatterns.problem(pattern));
    assertTrue(problem.startsWith("it has ") && problem.endsWith("; write it without"), problem);
  }

  @Test
  void problem_deeplyNested_isRefusedAndNoStackOverflow() {
    assertNotNull(TokenizerPatterns.problem("(".repeat(100_000)));
    assertNotNull(TokenizerPatterns.problem("[".repeat(100_000)));
    assertNotNull(TokenizerPatterns.problem("a" + "+?".repeat(100_000)));
  }

  @ParameterizedTest
  @FieldSource("PLACES")
  void open_slowPatternAnywhere_isRefused(String part, @TempDir Path folder) throws Exception {
    var json =
        "{"
            + part.replace("REGEX", "{\"Regex\": \"(a+)+$\"}")
            + ", \"model\": {\"type\":"
            + " \"WordLevel\", \"vocab\": {\"a\": 0}, \"unk_token\": \"a\"}}";
    var file = Files.writeString(folder.resolve("tokenizer.json"), json);
    var refused = assertThrows(LoadException.class, () -> TextTokenizer.open(file));
    assertTrue(
        refused.reason().startsWith(file + ": the pattern '(a+)+$' is refused: a short text"),
        refused.reason());
  }

  static final List<String> PLACES =
      List.of(
          "\"normalizer\": {\"type\": \"Replace\", \"pattern\": REGEX, \"content\": \"\"}",
          "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": REGEX, \"behavior\": \"Isolated\","
              + " \"invert\": false}",
          "\"decoder\": {\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\":"
              + " REGEX, \"content\": \"\"}]}",
          "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Sequence\","
              + " \"normalizers\": [{\"type\": \"Replace\", \"pattern\": REGEX, \"content\":"
              + " \"\"}]}]}");

  @Test
  void wellKnownPatterns_hostileTexts_areTokenised(@TempDir Path folder) throws Exception {
    var units = List.of(" ", "a", "A", "한", "\n", "1", ".", "'", " \n", "aA", "\u0301", "/");
    for (var pattern : WELL_KNOWN.stream().filter(known -> !known.isEmpty()).toList()) {
      var quoted = pattern.replace("\\", "\\\\").replace("\"", "\\\"");
      var json =
          "{\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \""
              + quoted
              + "\"}, \"behavior\": \"Isolated\", \"invert\": false}, \"model\": {\"type\":"
              + " \"WordLevel\", \"vocab\": {\"a\": 0}, \"unk_token\": \"a\"}}";
      var file = Files.writeString(folder.resolve("tokenizer.json"), json);
      try (var tokenizer = TextTokenizer.open(file)) {
        for (var unit : units) {
          assertTrue(tokenizer.encode(unit.repeat(5_000) + "!").ids().length > 0, pattern);
        }
      }
    }
  }

  @Test
  void bundledTokenizers_areTaken() throws Exception {
    int opened = 0;
    try (Stream<Path> files = Files.walk(Path.of("models"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        if (Files.readString(file).contains("\"model\"")) {
          TextTokenizer.open(file).close();
          opened++;
        }
      }
    }
    assertTrue(opened >= 10, opened + " tokenizers");
  }

  @Test
  void cost_ofRepetitions_isTheProductOfTheirWays() throws Exception {
    assertEquals(new RegexCost(1, 0), cost("a+"));
    assertEquals(new RegexCost(1, 1), cost("a+b"));
    assertEquals(new RegexCost(1, 2), cost("a+b*c"));
    assertEquals(new RegexCost(2, 1), cost("a?b*c"));
    assertEquals(new RegexCost(1, 0), cost("a++b"));
    assertEquals(new RegexCost(1, 1), cost("(?:ab|cd)+e"));
    assertTrue(cost("(?:ab|ac)+e").isExponential());
    assertEquals(new RegexCost(3, 0), cost("a{2,4}b"));
  }

  private static RegexCost cost(String pattern) throws RegexParser.Unsupported {
    return RegexCost.of(RegexParser.parse(pattern), false);
  }
}

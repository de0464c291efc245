package dev.unroll.baseline.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What makes a decoder's ids words, for the manifest wants to know which of them it begins with.
 */
final class WordTokenizer {
  private static final int MAX_STEPS = 128;

  private WordTokenizer() {}

  /** Writes a manifest and a tokenizer with words {@code w0, w1, ...}; nothing ends the output. */
  static void write(int vocabularySize, Path folder) throws IOException {
    var words =
        IntStream.range(0, vocabularySize)
            .mapToObj(id -> "\"w" + id + "\":" + id)
            .collect(Collectors.joining(","));
    Files.writeString(
        folder.resolve("tokenizer.json"),
        "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],"
            + "\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Whitespace\"},"
            + "\"post_processor\":null,\"decoder\":null,"
            + "\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"w0\",\"vocab\":{"
            + words
            + "}}}");
    Files.writeString(
        folder.resolve("model.yaml"),
        "output: {text: {tokenizer: tokenizer.json, start: w0, max_steps: " + MAX_STEPS + "}}\n");
  }
}

package dev.unroll.repository.triton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import dev.unroll.core.LoadException;
import dev.unroll.triton.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What protobuf's own parser refuses is refused, and what it reads is read as the same. */
class TritonTextFuzzTest {
  private static final int ROUNDS = 20_000;

  private static final String CONFIG =
      """
      name: "sensor"  # a comment
      backend: 'onnx' "runtime"
      max_batch_size: 8
      input  [ { name: "INPUT"  data_type: TYPE_FP32 dims: [ -1, 2 ] optional: true } ]
      output [ { name: "OUTPUT" data_type: TYPE_FP32 dims: [ -1, 3 ] label_filename: "l.txt" } ]
      version_policy { specific { versions: [ 1, 2 ] } }
      sequence_batching {
        max_sequence_idle_microseconds: 5000000
        oldest { max_candidate_sequences: 1024; preserve_ordering: false }
        control_input [
          { name: "START" control [ { kind: CONTROL_SEQUENCE_START fp32_false_true: [ 0, 1.5e0 ] } ] }
        ]
        state < input_name: "H" output_name: "H_OUT" data_type: TYPE_FP32, dims: 0x3 >
      }
      parameters { key: "a" value { string_value: "b\\n\\001" } }
      model_transaction_policy { decoupled: false }
      """;

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "<",
          ">",
          ":",
          ",",
          ";",
          "\"",
          "'",
          "#",
          "\n",
          "\\",
          "-",
          "0x",
          "1e",
          "name",
          "max_batch_size: 1",
          "true",
          "1",
          "TYPE_FP32",
          "dynamic_batching { }",
          "\u0001");

  @TempDir Path folder;

  @Test
  void text_changedAtRandom_isReadOrRefusedAsByProtobuf() throws Exception {
    var random = new Random(11);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var text = changed(random);
      var expected = protobuf(text);
      var found = ours(text);
      if (expected.isPresent() || !isUnknownField(text)) {
        assertEquals(expected, found, text);
        read += expected.isPresent() ? 1 : 0;
      }
    }
    assertTrue(read > ROUNDS / 100, "only " + read + " of the texts are valid");
  }

  private static String changed(Random random) {
    var tokens = new ArrayList<>(Arrays.asList(CONFIG.split("(?<=\\W)|(?=\\W)", -1)));
    for (int change = 1 + random.nextInt(2); change > 0; change--) {
      int place = random.nextInt(tokens.size());
      switch (random.nextInt(4)) {
        case 0 -> tokens.remove(place);
        case 1 -> tokens.add(place, tokens.get(random.nextInt(tokens.size())));
        case 2 -> tokens.set(place, PIECES.get(random.nextInt(PIECES.size())));
        default -> tokens.add(place, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return String.join("", tokens);
  }

  private static TextFormat.Parser parser() {
    return TextFormat.Parser.newBuilder()
        .setSingularOverwritePolicy(
            TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
        .build();
  }

  private static Optional<ModelConfig> protobuf(String text) {
    var config = ModelConfig.newBuilder();
    try {
      parser().merge(text, config);
      return Optional.of(config.build());
    } catch (TextFormat.ParseException refused) {
      return Optional.empty();
    }
  }

  /** A name that the messages do not have is judged by other rules: it may be new in Triton. */
  private static boolean isUnknownField(String text) {
    try {
      parser().merge(text, ModelConfig.newBuilder());
      return false;
    } catch (TextFormat.ParseException refused) {
      return String.valueOf(refused.getMessage()).contains("Input contains unknown fields");
    }
  }

  private Optional<ModelConfig> ours(String text) throws Exception {
    var file = Files.writeString(folder.resolve("config.pbtxt"), text);
    try {
      return Optional.of(TritonText.ofFile(file).config());
    } catch (LoadException refused) {
      return Optional.empty();
    }
  }
}

package dev.unroll.repository.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.RawInput;
import dev.unroll.codec.image.ImageFormat;
import dev.unroll.codec.label.Scores;
import dev.unroll.codec.label.TagScheme;
import dev.unroll.codec.label.TagUnit;
import dev.unroll.core.LoadException;
import dev.unroll.core.Task;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.schedule.decode.Decoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void makeModel() throws IOException {
    // The real path: a manifest's files come with links resolved.
    folder = Files.createDirectory(root.toRealPath().resolve("model"));
    for (var name : List.of("tokenizer.json", "labels.txt", "tags.txt", "example.png")) {
      Files.writeString(folder.resolve(name), name);
    }
    Files.writeString(folder.resolve("../secret.txt"), "secret");
  }

  @Test
  void manifest_absent_saysNothing() throws Exception {
    assertEquals(Manifest.none(), ManifestReader.read(folder));
  }

  @Test
  void manifest_ofAClassifier_isTyped() throws Exception {
    var manifest =
        read(
            """
            description: Says whether people liked it.
            task: many-to-one
            input:
              text: {tokenizer: tokenizer.json, max_steps: 256}
            output:
              labels: {file: labels.txt, scores: sigmoid}
            states: {h: h_out, c: c_out}
            constants: {sr: 16000, scale: 0.5}
            layout: time-major
            example: {text: "재미있어요"}
            """);
    assertEquals(
        new Manifest(
            "Says whether people liked it.",
            Optional.of(Task.MANY_TO_ONE),
            Optional.of(new ManifestInput.Text(folder.resolve("tokenizer.json"), 256)),
            Optional.of(
                new ManifestOutput.Labels(
                    folder.resolve("labels.txt"), Optional.of(Scores.SIGMOID))),
            Map.of("h", "h_out", "c", "c_out"),
            Map.of("sr", 16000.0, "scale", 0.5),
            Optional.of(InputOrder.TIME_MAJOR),
            Optional.of(new RawInput.Text("재미있어요"))),
        manifest);
    assertEquals(List.of("h", "c"), List.copyOf(manifest.states().keySet()));
  }

  @Test
  void blank_isTyped() throws Exception {
    assertEquals(
        new ManifestOutput.Blank(folder.resolve("labels.txt"), "[ ]", Optional.of(Scores.SIGMOID)),
        read("output: {blank: {file: labels.txt, token: '[ ]', scores: sigmoid}}")
            .output()
            .orElseThrow());
  }

  @Test
  void labels_asAPlainPath_areAFile() throws Exception {
    assertEquals(
        new ManifestOutput.Labels(folder.resolve("labels.txt"), Optional.empty()),
        read("output: {labels: labels.txt}").output().orElseThrow());
  }

  @Test
  void tags_defaultsAndAll_areTyped() throws Exception {
    var file = folder.resolve("tags.txt");
    assertEquals(
        new ManifestOutput.Tags(file, Optional.empty(), TagUnit.STEP, TagScheme.PLAIN),
        read("output: {tags: tags.txt}").output().orElseThrow());
    assertEquals(
        new ManifestOutput.Tags(file, Optional.of(Scores.RAW), TagUnit.WORD, TagScheme.BIO),
        read("output: {tags: {file: tags.txt, unit: word, scheme: bio, scores: raw}}")
            .output()
            .orElseThrow());
  }

  @Test
  void generatedText_byBeams_isTyped() throws Exception {
    var text =
        (ManifestOutput.Text)
            read("""
            output:
              text: {tokenizer: tokenizer.json, beam_width: 4, n_best: 3, length_penalty: 0.6}
            """)
                .output()
                .orElseThrow();
    assertEquals(Optional.of(new Decoding.Beams(4, 3)), text.beams());
    assertEquals(0.6f, text.lengthPenalty());
  }

  @Test
  void generatedText_defaultsAndAll_areTyped() throws Exception {
    var tokenizer = folder.resolve("tokenizer.json");
    assertEquals(
        new ManifestOutput.Text(
            tokenizer,
            Optional.empty(),
            List.of(),
            128,
            Decoding.Sampling.GREEDY,
            Optional.empty(),
            1),
        read("output: {text: {tokenizer: tokenizer.json}}").output().orElseThrow());
    assertEquals(
        new ManifestOutput.Text(
            tokenizer,
            Optional.of("<s>"),
            List.of("</s>", "."),
            24,
            new Decoding.Sampling(0.7f, 40, 0.9f, 0),
            Optional.empty(),
            1),
        read("""
        output:
          text:
            tokenizer: tokenizer.json
            start: "<s>"
            stop: ["</s>", .]
            max_steps: 24
            temperature: 0.7
            top_k: 40
            top_p: 0.9
        """)
            .output()
            .orElseThrow());
    var one =
        (ManifestOutput.Text)
            read("output: {text: {tokenizer: tokenizer.json, stop: </s>}}").output().orElseThrow();
    assertEquals(List.of("</s>"), one.stop());
  }

  @Test
  void vectors_needNoMore() throws Exception {
    assertEquals(
        new ManifestOutput.Vectors(), read("output: {vectors: {}}").output().orElseThrow());
    assertEquals(
        new ManifestInput.Vectors(4096), read("input: {vectors: {}}").input().orElseThrow());
    assertEquals(
        new ManifestInput.Tokens(7), read("input: {tokens: {max_steps: 7}}").input().orElseThrow());
  }

  @Test
  void image_defaults_areRgbAsItIs() throws Exception {
    var format = format("input: {image: {width: 32, height: 16}}");
    assertEquals(3, format.channels());
    assertEquals(32, format.width());
    assertEquals(16, format.height());
    assertArrayEquals(new float[3], format.mean());
    assertArrayEquals(new float[] {1, 1, 1}, format.std());
  }

  @Test
  void image_greyWithMeanAndStd_isTyped() throws Exception {
    var format =
        format("input: {image: {width: 8, height: 8, channels: 1, mean: [0.5], std: [0.25]}}");
    assertEquals(1, format.channels());
    assertArrayEquals(new float[] {0.5f}, format.mean());
    assertArrayEquals(new float[] {0.25f}, format.std());
  }

  @Test
  void example_ofEveryKind_isWhatAClientWouldGive() throws Exception {
    var ids = (RawInput.TokenIds) read("example: {token_ids: [1, 2]}").example().orElseThrow();
    assertArrayEquals(new long[] {1, 2}, ids.ids());
    var vectors =
        (RawInput.VectorValues)
            read("example: {vectors: [[1, 2], [3, 4], [5, 6.5]]}").example().orElseThrow();
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6.5f}, vectors.values());
    assertEquals(2, vectors.width());
    var image = (RawInput.Image) read("example: {image: example.png}").example().orElseThrow();
    assertArrayEquals(Files.readAllBytes(folder.resolve("example.png")), image.file());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          task: many-to-on | 'task': 'many-to-on' is not one of one-to-many, many-to-one, many-to-many; did you mean 'many-to-one'?
          input: {} | 'input': must have exactly one of text, tokens, vectors, image, but has none
          input: {tokens: {}, vectors: {}} | 'input': must have exactly one of text, tokens, vectors, image, but has tokens and vectors
          input: {text: {max_steps: 1}} | 'input.text.tokenizer' is missing
          input: {text: {tokeniser: t.json}} | unknown key 'input.text.tokeniser'; did you mean 'tokenizer'? known here: max_steps, tokenizer
          input: {tokens: {max_steps: 0}} | 'input.tokens.max_steps': is 0; allowed are numbers from 1
          input: {tokens: {max_steps: many}} | 'input.tokens.max_steps': 'many' is not an integer
          input: {image: {width: 8}} | 'input.image.height' is missing
          input: {image: {width: 0, height: 8}} | 'input.image': an image has at least 1 x 1 pixels, not 0 x 8
          input: {image: {width: 8, height: 8, channels: 4}} | 'input.image.channels': is 4; allowed are 1 and 3
          input: {image: {width: 8, height: 8, mean: [1]}} | 'input.image.mean': has 1 values; it must have 3, one for each channel
          input: {image: {width: 8, height: 8, std: [1, 0, 1]}} | 'input.image.std': is 0; allowed are numbers other than 0, since values are divided by it
          output: {} | 'output': must have exactly one of labels, tags, blank, text, vectors, but has none
          output: {labels: gone.txt} | 'output.labels': 'gone.txt' does not exist in the model's folder
          output: {labels: .} | 'output.labels': '.' is not a file
          output: {labels: /etc/hostname} | 'output.labels': '/etc/hostname' is absolute; write a path relative to the model's folder
          output: {labels: ../secret.txt} | 'output.labels': '../secret.txt' contains '..'; write a path inside the model's folder
          output: {labels: {file: labels.txt, scores: softmx}} | 'output.labels.scores': 'softmx' is not one of softmax, sigmoid, raw; did you mean 'softmax'?
          output: {tags: {file: tags.txt, unit: sentence}} | 'output.tags.unit': 'sentence' is not one of step, word
          output: {tags: {file: tags.txt, scheme: bioes}} | 'output.tags.scheme': 'bioes' is not one of plain, bio
          output: {blank: {file: labels.txt}} | 'output.blank.token' is missing
          output: {blank: {file: labels.txt, token: ""}} | 'output.blank.token' is missing
          output: {blank: {file: gone.txt, token: "[ ]"}} | 'output.blank.file': 'gone.txt' does not exist in the model's folder
          output: {text: {tokenizer: tokenizer.json, max_steps: -1}} | 'output.text.max_steps': is -1; allowed are numbers from 1
          output: {text: {tokenizer: tokenizer.json, temperature: -0.5}} | 'output.text.temperature': -0.5 is not a finite number of at least 0
          output: {text: {tokenizer: tokenizer.json, top_k: -1}} | 'output.text.top_k': is -1; allowed are numbers from 0, which means all
          output: {text: {tokenizer: tokenizer.json, top_p: 0}} | 'output.text.top_p': 0.0 is not in (0, 1]
          output: {text: {tokenizer: tokenizer.json, top_p: 1.5}} | 'output.text.top_p': 1.5 is not in (0, 1]
          output: {text: {tokenizer: tokenizer.json, beam_width: 0}} | 'output.text.beam_width': 0 is not in [1, 32]
          output: {text: {tokenizer: tokenizer.json, beam_width: 33}} | 'output.text.beam_width': 33 is not in [1, 32]
          output: {text: {tokenizer: tokenizer.json, n_best: 2}} | 'output.text.n_best': 2 is not in [1, 1], beam_width being the most
          output: {text: {tokenizer: tokenizer.json, beam_width: 4, n_best: 0}} | 'output.text.n_best': 0 is not in [1, 4], beam_width being the most
          output: {text: {tokenizer: tokenizer.json, length_penalty: -1}} | 'output.text.length_penalty': -1.0 is not in [0, 10]
          output: {text: {tokenizer: tokenizer.json, beam_width: 4, temperature: 1}} | 'output.text.temperature': is for sampling, and cannot be used together with a beam_width; remove one of them
          output: {text: {tokenizer: tokenizer.json, beam_width: 4, top_k: 9}} | 'output.text.top_k': is for sampling, and cannot be used together with a beam_width; remove one of them
          output: {text: {tokenizer: tokenizer.json, beam_width: 4, top_p: 0.5}} | 'output.text.top_p': is for sampling, and cannot be used together with a beam_width; remove one of them
          output: {text: {tokenizer: tokenizer.json, beam_widht: 4}} | unknown key 'output.text.beam_widht'; did you mean 'beam_width'? known here: beam_width, length_penalty, max_steps, n_best, start, stop, temperature, tokenizer, top_k, top_p
          output: {text: {tokenizer: tokenizer.json, stop: 2}} | 'output.text.stop': must be a token or a list of tokens, in quotes, but is 2
          output: {text: {tokenizer: tokenizer.json, stop: [a, 2]}} | 'output.text.stop': must be a token or a list of tokens, in quotes, but is [a, 2]
          states: {h: o, c: o} | 'states': must map each input to another output, but is {h=o, c=o}
          example: {text: a, image: example.png} | 'example': must have exactly one of text, token_ids, vectors, image, but has text and image
          example: {vectors: [[1, 2], [3]]} | 'example.vectors[1]': has 1 values; it must have 2, as the first step has
          example: {vectors: []} | 'example.vectors': has no value
          example: {image: ../secret.txt} | 'example.image': '../secret.txt' contains '..'; write a path inside the model's folder
          """)
  void value_wrong_isNamedWithFileKeyAndWhatIsAllowed(String manifest, String message) {
    assertEquals(folder.resolve("model.yaml") + ": " + message, failure(manifest));
  }

  @Test
  void path_linkThatLeavesTheFolder_isRefused() throws Exception {
    Files.createSymbolicLink(folder.resolve("link.txt"), root.resolve("secret.txt"));
    Files.createSymbolicLink(folder.resolve("folder"), root);
    assertTrue(
        failure("output: {labels: link.txt}")
            .endsWith("'output.labels': 'link.txt' is a link that leaves the model's folder"));
    assertTrue(
        failure("output: {labels: folder/secret.txt}")
            .endsWith("is a link that leaves the model's folder"));
  }

  @Test
  void path_linkWithinTheFolder_isFollowed() throws Exception {
    Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("labels.txt"));
    var labels = (ManifestOutput.Labels) read("output: {labels: link.txt}").output().orElseThrow();
    assertEquals(folder.resolve("labels.txt"), labels.file());
  }

  @Test
  void folder_thatIsALinkItself_isFollowed() throws Exception {
    Files.writeString(folder.resolve("model.yaml"), "output: {labels: labels.txt}");
    var link = Files.createSymbolicLink(root.resolve("current"), folder);
    var labels = (ManifestOutput.Labels) ManifestReader.read(link).output().orElseThrow();
    assertEquals(folder.resolve("labels.txt"), labels.file());
  }

  private Manifest read(String content) throws IOException, LoadException {
    Files.writeString(folder.resolve("model.yaml"), content);
    return ManifestReader.read(folder);
  }

  private ImageFormat format(String content) throws IOException, LoadException {
    return ((ManifestInput.Image) read(content).input().orElseThrow()).format();
  }

  private String failure(String content) {
    return assertThrows(LoadException.class, () -> read(content)).reason();
  }
}

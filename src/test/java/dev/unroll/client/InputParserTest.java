package dev.unroll.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.Model;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputParserTest {
  private static final Vectors TWO_STEPS =
      Vectors.newBuilder().setWidth(2).addAllValues(List.of(1f, 2f, 3f, 4.5f)).build();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3", "1 2 3", " 1, 2 ,3 "})
  void ids_written_areRead(String written) throws Exception {
    assertEquals(List.of(1L, 2L, 3L), InputParser.ids(written).getIdsList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,,2", "1,", "a", "1.5", "99999999999999999999"})
  void ids_malformed_areRefused(String written) {
    assertTrue(fault(InputKind.INPUT_KIND_TOKEN_IDS, written).startsWith("ids: '"));
  }

  @Test
  void vectors_inline_areRead() throws Exception {
    assertEquals(TWO_STEPS, parse(InputKind.INPUT_KIND_VECTORS, " [[1,2],[3,4.5]]").getVectors());
  }

  @Test
  void vectors_inAFile_areRead() throws Exception {
    var file = Files.writeString(folder.resolve("v.json"), "[[1,2],\n[3,4.5]]");
    assertEquals(TWO_STEPS, parse(InputKind.INPUT_KIND_VECTORS, file.toString()).getVectors());
  }

  @Test
  void vectors_onStandardInput_areOneJsonOverAllLines() throws Exception {
    var parser = new InputParser(new BufferedReader(new StringReader("[[1,2],\n[3,4.5]]\n")));
    assertEquals(TWO_STEPS, parser.parse(InputKind.INPUT_KIND_VECTORS, "-").getVectors());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[1,2],[3]] | vectors: step 1 has 1 values, step 0 has 2",
        "[[1,2],[3,\"x\"]] | vectors: step 1 has a value that is not a number",
        "[] | vectors: the array is empty; write an array for each step: [[0.1, 0.2], [0.3, 0.4]]",
        "[1,2] | vectors: step 0 is not an array of numbers; write an array for each step: [[0.1, 0.2],"
            + " [0.3, 0.4]]",
        "[[1,2] | vectors: not a JSON array; write an array for each step: [[0.1, 0.2], [0.3, 0.4]]",
      })
  void vectors_malformed_sayWhere(String json, String expected) {
    assertEquals(expected, fault(InputKind.INPUT_KIND_VECTORS, json));
  }

  @Test
  void image_missingFile_isNamed() {
    assertEquals(
        "cannot read the file '/nowhere.png': it does not exist",
        fault(InputKind.INPUT_KIND_IMAGE, "/nowhere.png"));
  }

  @Test
  void image_file_isSentAsItIs() throws Exception {
    var file = Files.write(folder.resolve("i.png"), new byte[] {1, 2, 3});
    assertEquals(3, parse(InputKind.INPUT_KIND_IMAGE, file.toString()).getImage().size());
  }

  @Test
  void kindFor_modelOfTextAndIds_isText() throws Exception {
    var model =
        Model.newBuilder()
            .addInputKinds(InputKind.INPUT_KIND_TOKEN_IDS)
            .addInputKinds(InputKind.INPUT_KIND_TEXT)
            .build();
    assertEquals(InputKind.INPUT_KIND_TEXT, InputParser.kindFor(model));
  }

  @Test
  void typed_inputs_areReadBackByAShell() {
    assertEquals(" 'it'\\''s'", InputText.typed(Input.newBuilder().setText("it's").build()));
    assertEquals(" --text='-x'", InputText.typed(Input.newBuilder().setText("-x").build()));
    assertEquals(
        " --ids 1,2",
        InputText.typed(
            Input.newBuilder().setTokenIds(TokenIds.newBuilder().addIds(1).addIds(2)).build()));
    assertEquals(
        " --vectors '[[1.0,2.0],[3.0,4.5]]'",
        InputText.typed(Input.newBuilder().setVectors(TWO_STEPS).build()));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1, localhost, 1",
    "localhost, localhost, 8001",
    "'[::1]:9', ::1, 9",
    "10.0.0.7:65535, 10.0.0.7, 65535",
  })
  void target_written_isRead(String written, String host, int port) throws Exception {
    assertEquals(new Target(host, port), Target.parse(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":1", "a:0", "a:65536", "::1", "http://a:1", "a:b"})
  void target_malformed_isRefused(String written) {
    assertThrows(UsageException.class, () -> Target.parse(written));
  }

  private static Input parse(InputKind kind, String written) throws UsageException {
    return new InputParser(new BufferedReader(new StringReader(""))).parse(kind, written);
  }

  private static String fault(InputKind kind, String written) {
    return String.valueOf(
        assertThrows(UsageException.class, () -> parse(kind, written)).getMessage());
  }
}

package dev.unroll.openinference.tensor;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferInputTensor;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From tensors to rows, for a model that takes text, ids or an image, and has a hidden state. */
class RequestReaderTest {
  private static final int MOST_ROWS = 4;
  private static final TensorSpec IDS =
      new TensorSpec("ids", Datatype.INT64, List.of(-1L, -1L), 0, 1, Meaning.GRAPH, 0, true);
  private static final TensorSpec STATE =
      new TensorSpec("h", Datatype.FP32, List.of(1L, -1L, 2L), 1, -1, Meaning.STATE, 0, true);
  private static final ModelTensors MODEL =
      new ModelTensors(
          "m",
          List.of(TensorSpec.text("text", Meaning.TEXT, false), IDS, STATE),
          List.of(
              TensorSpec.text("image", Meaning.IMAGE, true),
              lengths(Datatype.INT64),
              lengths(Datatype.INT32)),
          List.of(
              new TensorSpec("y", Datatype.FP32, List.of(-1L, 2L), 0, -1, Meaning.GRAPH, 0, false)),
          MOST_ROWS,
          MOST_ROWS,
          false);

  private static TensorSpec lengths(Datatype datatype) {
    return new TensorSpec("lengths", datatype, List.of(-1L), 0, -1, Meaning.LENGTHS, 0, true);
  }

  private static InferInputTensor.Builder ids(int rows, int steps, Long... ids) {
    return OpenRequests.tensor("ids", "INT64", rows, steps).setContents(OpenRequests.longs(ids));
  }

  private static InferInputTensor.Builder lengths(Long... lengths) {
    return OpenRequests.tensor("lengths", "INT64", lengths.length)
        .setContents(OpenRequests.longs(lengths));
  }

  private static InferInputTensor.Builder bytes(String name, ByteString... values) {
    return OpenRequests.tensor(name, "BYTES", values.length, 1)
        .setContents(InferTensorContents.newBuilder().addAllBytesContents(List.of(values)));
  }

  private static InferInputTensor.Builder state(int rows, Float... values) {
    return OpenRequests.tensor("h", "FP32", 1, rows, 2)
        .setContents(InferTensorContents.newBuilder().addAllFp32Contents(List.of(values)));
  }

  private static ModelInferRequest.Builder request(InferInputTensor.Builder... inputs) {
    var request = ModelInferRequest.newBuilder();
    List.of(inputs).forEach(request::addInputs);
    return request;
  }

  private static ParsedRequest read(InferInputTensor.Builder... inputs) {
    return RequestReader.read(MODEL, request(inputs).build());
  }

  private static Fault refused(ModelInferRequest.Builder request) {
    return assertThrows(Fault.class, () -> RequestReader.read(MODEL, request.build()));
  }

  private static void assertInvalid(
      String field, String sentence, InferInputTensor.Builder... inputs) {
    assertSaid(field, sentence, () -> read(inputs));
  }

  private static long[] ids(ParsedRequest parsedRequest, int row) {
    return ((RawInput.TokenIds) parsedRequest.rows().get(row).rawInput()).ids();
  }

  @Test
  void batch_isCutIntoItsSequences_andPaddingIsCutOff() {
    var whole = read(ids(2, 3, 1L, 2L, 3L, 4L, 5L, 6L));
    assertArrayEquals(new long[] {1, 2, 3}, ids(whole, 0));
    assertArrayEquals(new long[] {4, 5, 6}, ids(whole, 1));
    assertEquals("ids", whole.rows().get(1).input());
    var padded = read(lengths(1L, 3L), ids(2, 3, 1L, 0L, 0L, 4L, 5L, 6L));
    assertArrayEquals(new long[] {1}, ids(padded, 0));
    assertArrayEquals(new long[] {4, 5, 6}, ids(padded, 1));
  }

  @Test
  void lengths_mayBeAColumn_andOfEitherType() {
    var column =
        OpenRequests.tensor("lengths", "INT32", 2, 1)
            .setContents(InferTensorContents.newBuilder().addIntContents(2).addIntContents(1));
    var parsedRequest = read(ids(2, 2, 1L, 2L, 3L, 0L), column);
    assertArrayEquals(new long[] {1, 2}, ids(parsedRequest, 0));
    assertArrayEquals(new long[] {3}, ids(parsedRequest, 1));
  }

  @Test
  void lengths_thatDoNotFit_areInvalid() {
    var batch = ids(2, 2, 1L, 2L, 3L, 4L);
    assertInvalid(
        "inputs['lengths']",
        "inputs['lengths']: has 3 lengths for 2 rows; give one for each row",
        batch,
        lengths(1L, 1L, 1L));
    for (long wrong : new long[] {0, 3, -1, 4_294_967_297L}) {
      assertInvalid(
          "inputs['lengths'][1]",
          "inputs['lengths'][1]: is " + wrong + "; allowed is 1 to 2",
          batch,
          lengths(2L, wrong));
    }
    assertInvalid(
        "inputs['lengths']",
        "inputs['lengths']: is for padded batches; 'text' has no steps",
        bytes("text", ByteString.copyFromUtf8("a")),
        lengths(1L));
  }

  @Test
  void text_isUtf8_aStringARow() {
    var parsedRequest = read(bytes("text", ByteString.copyFromUtf8("새"), ByteString.EMPTY));
    assertEquals(new RawInput.Text("새"), parsedRequest.rows().get(0).rawInput());
    assertEquals(new RawInput.Text(""), parsedRequest.rows().get(1).rawInput());
    assertInvalid(
        "inputs['text'][1]",
        "inputs['text'][1]: is text, but not valid UTF-8",
        bytes("text", ByteString.EMPTY, ByteString.copyFrom(new byte[] {(byte) 0xFF})));
  }

  @Test
  void image_isAnyBytes() {
    var file = new byte[] {(byte) 0xFF, 0};
    var parsedRequest = read(bytes("image", ByteString.copyFrom(file)));
    assertArrayEquals(file, ((RawInput.Image) parsedRequest.rows().get(0).rawInput()).file());
  }

  @Test
  void states_areCutByTheirOwnAxisOfRows() {
    var parsedRequest = read(ids(2, 1, 1L, 2L), state(2, 1f, 2f, 3f, 4f));
    assertArrayEquals(new float[] {1, 2}, parsedRequest.states(0).get("h"));
    assertArrayEquals(new float[] {3, 4}, parsedRequest.states(1).get("h"));
    assertTrue(read(ids(1, 1, 1L)).states(0).isEmpty());
    assertInvalid(
        "inputs['h']",
        "inputs['h']: has 1 rows; it must have one for each sequence, which is 2",
        ids(2, 1, 1L, 2L),
        state(1, 1f, 2f));
  }

  @Test
  void inputs_missingOrTwice_areInvalid() {
    assertInvalid("inputs", "expected 1 inputs but got 0 inputs for model 'm'; 'text' is missing");
    assertInvalid(
        "inputs",
        "expected 1 inputs but got 0 inputs for model 'm'; 'text' is missing",
        lengths(1L));
    assertInvalid(
        "inputs['ids']", "input 'ids' is given twice for model 'm'", ids(1, 1, 1L), ids(1, 1, 1L));
    assertInvalid(
        "inputs['text']",
        "input 'text' for model 'm' has the same meaning as 'ids'; give one of them",
        ids(1, 1, 1L),
        bytes("text", ByteString.EMPTY));
    assertInvalid(
        "inputs['x']",
        "unexpected inference input 'x' for model 'm'; it takes text, ids, h",
        OpenRequests.tensor("x", "INT64", 1, 1));
  }

  @Test
  void datatype_ofAnotherKind_isRefusedWithThoseThatThereAre() {
    assertInvalid(
        "inputs['ids'].datatype",
        "inference input 'ids' data-type is 'INT32', but model 'm' expects 'INT64'",
        OpenRequests.tensor("ids", "INT32", 1, 1));
    assertInvalid(
        "inputs['lengths'].datatype",
        "inference input 'lengths' data-type is 'FP32', but model 'm' expects 'INT64' or 'INT32'",
        OpenRequests.tensor("lengths", "FP32", 1));
  }

  @Test
  void rows_overTheMost_areRefused_alsoWhereTheyFitNoInt() {
    assertEquals(MOST_ROWS, read(ids(4, 1, 1L, 2L, 3L, 4L)).rows().size());
    for (long rows : new long[] {5, 4_294_967_296L}) {
      var fault = refused(request(OpenRequests.tensor("ids", "INT64", rows, 1)));
      assertEquals("inputs['ids'].shape", fault.field());
      assertTrue(
          fault.sentence().startsWith("inference request batch-size must be <= 4 for 'm'"),
          fault.sentence());
    }
  }

  @Test
  void rawContents_belongToTheInputsInTheirOrder() {
    var request =
        request(
            OpenRequests.tensor("lengths", "INT64", 1), OpenRequests.tensor("ids", "INT64", 1, 2));
    request.addRawInputContents(littleEndian(1)).addRawInputContents(littleEndian(7, 8));
    var parsedRequest = RequestReader.read(MODEL, request.build());
    assertArrayEquals(new long[] {7}, ids(parsedRequest, 0));
    assertTrue(parsedRequest.isRaw());
    assertFalse(read(ids(1, 1, 1L)).isRaw());
  }

  private static ByteString littleEndian(int... values) {
    var bytes = new byte[8 * values.length];
    for (int index = 0; index < values.length; index++) {
      bytes[8 * index] = (byte) values[index];
    }
    return ByteString.copyFrom(bytes);
  }

  @Test
  void rawContents_besideTypedOnesOrOfAnotherNumber_areInvalid() {
    var both = request(ids(1, 1, 1L)).addRawInputContents(littleEndian(1));
    assertEquals(
        "contents field must not be specified when using raw_input_contents for 'ids' for model 'm'",
        refused(both).sentence());
    for (int number : new int[] {2, 3}) {
      var request = request(OpenRequests.tensor("ids", "INT64", 1, 1));
      request.addAllRawInputContents(Collections.nCopies(number, littleEndian(1)));
      var fault = refused(request);
      assertEquals("raw_input_contents", fault.field());
      assertEquals(
          "expected number of raw_input_contents entries (" + number + ") to match inputs (1)",
          fault.sentence());
    }
  }

  @Test
  void sharedMemory_isUnimplemented() {
    var region =
        OpenRequests.tensor("ids", "INT64", 1, 1)
            .putParameters("shared_memory_region", OpenRequests.whole(1));
    assertEquals(Kind.UNIMPLEMENTED, refused(request(region)).kind());
  }

  @Test
  void outputs_areAllOfTheModels_whereNoneIsNamed() {
    assertEquals(
        MODEL.outputs(),
        read(ids(1, 1, 1L)).outputs().stream().map(ParsedRequest.Wanted::spec).toList());
  }
}

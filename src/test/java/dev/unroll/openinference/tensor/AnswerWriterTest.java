package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Tag;
import dev.unroll.codec.label.Tagging;
import dev.unroll.core.Fault;
import dev.unroll.inference.Prediction;
import dev.unroll.inference.SmallEngine;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.decode.StopReason;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelInferResponse.InferOutputTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows as one answer, padded where they are of unequal lengths. */
class AnswerWriterTest {
  private static final RowTiming TIMING = new RowTiming(0, 0, 0, 0);
  private static final TensorSpec EACH =
      spec(Datatype.FP32, List.of(-1L, -1L, 2L), 0, 1, Meaning.GRAPH);

  @TempDir private static Path folder;
  private static SmallEngine engine;
  private static ServedModel model;

  @BeforeAll
  static void load() throws Exception {
    engine = new SmallEngine(folder, 1, 1);
    model = engine.model(SmallEngine.MODEL);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static TensorSpec spec(
      Datatype datatype, List<Long> shape, int batchAxis, int timeAxis, Meaning meaning) {
    return new TensorSpec("y", datatype, shape, batchAxis, timeAxis, meaning, 0, false);
  }

  private static Prediction tensor(int steps, float... values) {
    var facts =
        new TensorFacts("y", "float32", List.of(-1L, -1L), 0, 1, values.length / steps, false, "");
    return new Prediction.Tensors(List.of(new Output(facts, values, steps)), TIMING);
  }

  private static ModelInferResponse answer(
      boolean isRaw, List<ParsedRequest.Wanted> wanted, List<Prediction> rows) {
    var parsedRequest = new ParsedRequest(List.of(), List.of(), wanted, isRaw, Optional.empty());
    return AnswerWriter.answer(model, ModelInferRequest.getDefaultInstance(), parsedRequest, rows);
  }

  private static InferOutputTensor only(TensorSpec spec, Prediction... rows) {
    return answer(false, List.of(new ParsedRequest.Wanted(spec, 0)), List.of(rows)).getOutputs(0);
  }

  private static List<String> texts(InferOutputTensor tensor) {
    return tensor.getContents().getBytesContentsList().stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  @Test
  void shorterRows_arePaddedWithZeros() {
    var tensor = only(EACH, tensor(1, 1, 2), tensor(2, 3, 4, 5, 6));
    assertEquals("y", tensor.getName());
    assertEquals("FP32", tensor.getDatatype());
    assertEquals(List.of(2L, 2L, 2L), tensor.getShapeList());
    assertEquals(
        List.of(1f, 2f, 0f, 0f, 3f, 4f, 5f, 6f), tensor.getContents().getFp32ContentsList());
  }

  @Test
  void timeMajorRows_areInterleaved() {
    var timeMajor = spec(Datatype.FP32, List.of(-1L, -1L, 2L), 1, 0, Meaning.GRAPH);
    var tensor = only(timeMajor, tensor(1, 1, 2), tensor(2, 3, 4, 5, 6));
    assertEquals(List.of(2L, 2L, 2L), tensor.getShapeList());
    assertEquals(
        List.of(1f, 2f, 3f, 4f, 0f, 0f, 5f, 6f), tensor.getContents().getFp32ContentsList());
  }

  @Test
  void rowsWithoutAnAxisForThem_areStacked_andOneIsAsItIs() {
    var stacks =
        new TensorSpec("y", Datatype.FP32, List.of(-1L, 2L), -1, 0, Meaning.GRAPH, 0, false, true);
    var two = only(stacks, tensor(1, 1, 2), tensor(2, 3, 4, 5, 6));
    assertEquals(List.of(2L, 2L, 2L), two.getShapeList());
    assertEquals(List.of(1f, 2f, 0f, 0f, 3f, 4f, 5f, 6f), two.getContents().getFp32ContentsList());
    assertEquals(List.of(1L, 2L), only(stacks, tensor(1, 1, 2)).getShapeList());
  }

  @Test
  void integers_areIntegersAgain() {
    var spec = spec(Datatype.INT32, List.of(-1L, 1L), 0, -1, Meaning.GRAPH);
    var tensor = only(spec, tensor(1, -3), tensor(1, 4));
    assertEquals(List.of(-3, 4), tensor.getContents().getIntContentsList());
  }

  @Test
  void answer_isRawWhereTheRequestWas_orWhereATypeHasNoOtherForm() {
    var half = spec(Datatype.FP16, List.of(-1L, 1L), 0, -1, Meaning.GRAPH);
    var single = spec(Datatype.FP32, List.of(-1L, 1L), 0, -1, Meaning.GRAPH);
    var row = List.of(tensor(1, 1));
    var typed = answer(false, List.of(new ParsedRequest.Wanted(single, 0)), row);
    assertEquals(0, typed.getRawOutputContentsCount());
    for (var response :
        List.of(
            answer(true, List.of(new ParsedRequest.Wanted(single, 0)), row),
            answer(
                false,
                List.of(new ParsedRequest.Wanted(half, 0), new ParsedRequest.Wanted(single, 0)),
                row))) {
      assertEquals(response.getOutputsCount(), response.getRawOutputContentsCount());
      assertTrue(response.getOutputsList().stream().noneMatch(InferOutputTensor::hasContents));
    }
  }

  @Test
  void answerThatPaddingMakesTooLarge_isRefusedWithItsSize() {
    var spec = spec(Datatype.FP32, List.of(-1L, -1L), 0, 1, Meaning.GRAPH);
    var rows = new ArrayList<>(Collections.nCopies(1023, tensor(1, 0)));
    rows.add(tensor(65_537, new float[65_537]));
    var wanted = List.of(new ParsedRequest.Wanted(spec, 0));
    var fault = assertThrows(Fault.class, () -> answer(false, wanted, rows));
    assertEquals("outputs['y']", fault.field());
    assertEquals(
        "the answer for 'y' of model 'gru_last', padded to its longest row, would have 268439552"
            + " bytes; the limit is 268435456: send fewer rows in a request",
        fault.sentence());
  }

  @Test
  void labels_areTheBestOfEachRow() {
    var best = List.of(new ScoredLabel("yes", 0.75f, 1), new ScoredLabel("no", 0.25f, 0));
    var labelled = new Prediction.Labels(best, List.of(), TIMING);
    var filled = new Prediction.Filled(best, "say yes", List.of(), TIMING);
    var label = only(TensorSpec.text("label", Meaning.LABEL, false), labelled, filled);
    assertEquals(List.of(2L, 1L), label.getShapeList());
    assertEquals(List.of("yes", "yes"), texts(label));
    var score = spec(Datatype.FP32, List.of(-1L, 1L), 0, -1, Meaning.SCORE);
    assertEquals(
        List.of(0.75f, 0.75f), only(score, labelled, filled).getContents().getFp32ContentsList());
    var text = only(TensorSpec.text("filled", Meaning.FILLED, false), filled);
    assertEquals(List.of("say yes"), texts(text));
  }

  private static Prediction tags(Tag... tags) {
    return new Prediction.Tags(new Tagging(List.of(tags), List.of()), List.of(), TIMING);
  }

  @Test
  void tagsOfShorterRows_arePaddedWithNothing_andTheirSpansWithNowhere() {
    var one = tags(new Tag("A", 1, 0, 3, ""));
    var two = tags(new Tag("B", 1, 4, 5, ""), new Tag("C", 1, 6, 9, ""));
    var names = only(spec(Datatype.BYTES, List.of(-1L, -1L), 0, 1, Meaning.TAGS), one, two);
    assertEquals(List.of(2L, 2L), names.getShapeList());
    assertEquals(List.of("A", "", "B", "C"), texts(names));
    var spans = only(spec(Datatype.INT64, List.of(-1L, -1L, 2L), 0, 1, Meaning.SPANS), one, two);
    assertEquals(List.of(2L, 2L, 2L), spans.getShapeList());
    assertEquals(
        List.of(0L, 3L, -1L, -1L, 4L, 5L, 6L, 9L), spans.getContents().getInt64ContentsList());
  }

  private static Prediction generated(String text, long... ids) {
    var best = new Prediction.GeneratedText(0, text, ids, StopReason.STOP_ID, 0, 0);
    return new Prediction.Generated(best, "", List.of(), TIMING);
  }

  @Test
  void generatedRows_areTheirTextAndTheirIds() {
    var ids =
        only(
            spec(Datatype.INT64, List.of(-1L, -1L), 0, 1, Meaning.TOKEN_IDS),
            generated("a b", 4, 5),
            generated(""));
    assertEquals(List.of(2L, 2L), ids.getShapeList());
    assertEquals(List.of(4L, 5L, -1L, -1L), ids.getContents().getInt64ContentsList());
    var texts = only(TensorSpec.text("text", Meaning.TEXT, false), generated("a b"), generated(""));
    assertEquals(List.of("a b", ""), texts(texts));
  }

  @Test
  void classes_areAsManyAsTheLargestRowHas() {
    var wanted = List.of(new ParsedRequest.Wanted(EACH, 3));
    var tensor =
        answer(false, wanted, List.of(tensor(1, 1, 2), tensor(2, 3, 4, 5, 6))).getOutputs(0);
    assertEquals("BYTES", tensor.getDatatype());
    assertEquals(List.of(2L, 3L), tensor.getShapeList());
    assertEquals(
        List.of("2.000000:1", "1.000000:0", "", "6.000000:3", "5.000000:2", "4.000000:1"),
        texts(tensor));
  }

  @Test
  void piece_isARowOfItsOwn() {
    var wanted =
        List.of(
            new ParsedRequest.Wanted(TensorSpec.text("text", Meaning.TEXT, false), 0),
            new ParsedRequest.Wanted(
                spec(Datatype.INT64, List.of(-1L, -1L), 0, 1, Meaning.TOKEN_IDS), 0));
    var parsedRequest = new ParsedRequest(List.of(), List.of(), wanted, false, Optional.empty());
    var piece = new AnswerWriter.Text("a", new long[] {7});
    var part =
        AnswerWriter.part(
            model, ModelInferRequest.getDefaultInstance(), parsedRequest, piece, Optional.empty());
    assertEquals(List.of("a"), texts(part.getOutputs(0)));
    assertEquals(List.of(1L, 1L), part.getOutputs(1).getShapeList());
    assertEquals(List.of(7L), part.getOutputs(1).getContents().getInt64ContentsList());
  }

  @Test
  void answer_saysWhoseItIs() {
    var sequence = OpenRequests.whole(5);
    var request =
        ModelInferRequest.newBuilder()
            .setId("r")
            .putParameters("sequence_id", sequence)
            .putParameters("sequence_start", OpenRequests.truth(true))
            .build();
    var head = AnswerWriter.head(model.key(), request).build();
    assertEquals("r", head.getId());
    assertEquals("gru_last", head.getModelName());
    assertEquals("1", head.getModelVersion());
    assertEquals(java.util.Map.of("sequence_id", sequence), head.getParametersMap());
  }

  @Test
  void outputThatTheModelDidNotGive_isOurFault() {
    var other = EACH.named("z");
    assertThrows(IllegalStateException.class, () -> only(other, tensor(1, 1, 2)));
  }

  private static ModelInferResponse answerPadded(
      int steps, List<Integer> lengths, TensorSpec spec, List<Prediction> rows) {
    var parsedRequest =
        new ParsedRequest(
            List.of(),
            List.of(),
            List.of(new ParsedRequest.Wanted(spec, 0)),
            false,
            Optional.of(new ParsedRequest.Padding(steps, lengths)));
    return AnswerWriter.answer(model, ModelInferRequest.getDefaultInstance(), parsedRequest, rows);
  }

  @Test
  void output_alignedWithAPaddedInput_isAsLongAsTheInput() {
    var rows = List.of(tensor(1, 1, 2), tensor(2, 3, 4, 5, 6));
    var output = answerPadded(4, List.of(1, 2), EACH, rows).getOutputs(0);
    assertEquals(List.of(2L, 4L, 2L), output.getShapeList());
    assertEquals(
        List.of(1f, 2f, 0f, 0f, 0f, 0f, 0f, 0f, 3f, 4f, 5f, 6f, 0f, 0f, 0f, 0f),
        output.getContents().getFp32ContentsList());
  }

  @Test
  void output_ofItsOwnSteps_isAsLongAsItsLongestRow() {
    var rows = List.of(tensor(1, 1, 2), tensor(2, 3, 4, 5, 6));
    var output = answerPadded(4, List.of(2, 3), EACH, rows).getOutputs(0);
    assertEquals(List.of(2L, 2L, 2L), output.getShapeList());
  }
}

package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferRequestedOutputTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class WantedOutputsTest {
  private static final TensorSpec SCORES =
      new TensorSpec("scores", Datatype.FP32, List.of(-1L, 2L), 0, -1, Meaning.GRAPH, 0, false);
  private static final TensorSpec LABEL = TensorSpec.text("label", Meaning.LABEL, false);
  private static final ModelTensors MODEL =
      new ModelTensors("m", List.of(), List.of(), List.of(SCORES, LABEL), 1, 1, false);

  private static InferRequestedOutputTensor.Builder output(String name) {
    return InferRequestedOutputTensor.newBuilder().setName(name);
  }

  private static InferRequestedOutputTensor.Builder classes(String name, InferParameter classes) {
    return output(name).putParameters("classification", classes);
  }

  private static List<ParsedRequest.Wanted> wanted(InferRequestedOutputTensor.Builder... outputs) {
    var request = ModelInferRequest.newBuilder();
    List.of(outputs).forEach(request::addOutputs);
    return WantedOutputs.of(MODEL, request.build());
  }

  private static Fault refused(InferRequestedOutputTensor.Builder... outputs) {
    return assertThrows(Fault.class, () -> wanted(outputs));
  }

  @Test
  void noneNamed_isAllOfTheModels() {
    assertEquals(
        List.of(new ParsedRequest.Wanted(SCORES, 0), new ParsedRequest.Wanted(LABEL, 0)), wanted());
  }

  @Test
  void named_areInTheRequestsOrder() {
    assertEquals(
        List.of(new ParsedRequest.Wanted(LABEL, 0), new ParsedRequest.Wanted(SCORES, 2)),
        wanted(output("label"), classes("scores", OpenRequests.whole(2))));
  }

  @Test
  void unknown_isRefusedWithThoseThatThereAre() {
    var fault = refused(output("y"));
    assertEquals("outputs['y']", fault.field());
    assertEquals(
        "unexpected inference output 'y' requested for model 'm'; it gives scores, label",
        fault.sentence());
  }

  @Test
  void classes_areAtLeastOne_andMoreThanAnIntAreAll() {
    var field = "outputs['scores'].parameters['classification']";
    for (long few : new long[] {0, -1}) {
      var fault = refused(classes("scores", OpenRequests.whole(few)));
      assertEquals(field, fault.field());
      assertEquals("is " + few + "; allowed are numbers from 1", fault.reason());
    }
    assertEquals(
        Integer.MAX_VALUE,
        wanted(classes("scores", OpenRequests.whole(1L << 40))).get(0).classes());
  }

  @Test
  void classes_ofTexts_areRefused() {
    assertEquals(
        "needs an output of numbers; 'label' is BYTES",
        refused(classes("label", OpenRequests.whole(1))).reason());
  }

  @Test
  void classes_ofAScore_areRefused() {
    var score =
        new TensorSpec("score", Datatype.FP32, List.of(-1L, 1L), 0, -1, Meaning.SCORE, 0, false);
    var model = new ModelTensors("m", List.of(), List.of(), List.of(score), 1, 1, false);
    var request =
        ModelInferRequest.newBuilder().addOutputs(classes("score", OpenRequests.whole(1))).build();
    assertEquals(
        "needs an output of the graph, which 'score' is not",
        assertThrows(Fault.class, () -> WantedOutputs.of(model, request)).reason());
  }

  private static List<String> names(ModelTensors model, String... outputs) {
    var request =
        ModelInferRequest.newBuilder()
            .putParameters("among", InferParameter.newBuilder().setStringParam("a").build());
    List.of(outputs).forEach(name -> request.addOutputs(output(name)));
    return WantedOutputs.of(model, request.build()).stream()
        .map(wanted -> wanted.spec().name())
        .toList();
  }

  @Test
  void candidates_areWanted_ifTheRequestGivesSome() {
    assertEquals(List.of("scores", "label", "candidates", "candidate_scores"), names(MODEL));
    assertEquals(List.of("candidate_scores"), names(MODEL, "candidate_scores"));
    assertEquals(List.of("label"), names(MODEL, "label"));
    assertEquals(
        "is for candidates; give some in the parameter 'among'",
        refused(output("candidates")).reason());
  }

  @Test
  void candidates_ofAModelThatRanksNothing_areUnknown() {
    var model = new ModelTensors("m", List.of(), List.of(), List.of(SCORES), 1, 1, false);
    assertEquals(List.of("scores"), names(model));
    assertThrows(Fault.class, () -> names(model, "candidates"));
  }

  @Test
  void candidates_whereTheGraphHasThatName_haveAnother() {
    var outputs = List.of(SCORES.named("candidates"), LABEL);
    var model = new ModelTensors("m", List.of(), List.of(), outputs, 1, 1, false);
    assertEquals(
        List.of("candidates", "label", "unroll_candidates", "candidate_scores"), names(model));
  }

  @Test
  void sharedMemory_isUnimplemented() {
    var region = output("scores").putParameters("shared_memory_region", OpenRequests.whole(1));
    assertEquals(Fault.Kind.UNIMPLEMENTED, refused(region).kind());
  }
}

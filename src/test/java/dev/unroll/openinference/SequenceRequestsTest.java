package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.Folders;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelStatistics;
import dev.unroll.triton.ModelStatisticsRequest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that go on with a sequence, and those that cannot. */
class SequenceRequestsTest {
  private static final String CAUSAL = SmallEngine.MODEL;
  private static final String DEMOTED = "demoted";
  private static final String STAGED = "bilstm_tagger";
  private static final String STATEFUL = "gru_stateful";
  private static final int WIDTH = 12;

  @TempDir private static Path folder;
  private static SmallEngine engine;

  private OpenDesk desk;

  @BeforeAll
  static void load() throws Exception {
    Folders.zoo(folder, CAUSAL);
    Folders.zoo(folder, CAUSAL, DEMOTED, 1);
    Folders.zoo(folder, STAGED);
    Folders.zoo(folder, STATEFUL);
    engine = SmallEngine.of(folder);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void open() {
    desk = new OpenDesk(engine);
  }

  private static ModelInferRequest.Builder request(String model, long id, boolean start) {
    return inSequence(OpenRequests.ids(model, 1, 2, 1L, 2L), id, start);
  }

  private static ModelInferRequest.Builder inSequence(
      ModelInferRequest.Builder request, long id, boolean start) {
    return request
        .putParameters("sequence_id", OpenRequests.whole(id))
        .putParameters("sequence_start", OpenRequests.truth(start));
  }

  private RecordingReply begin(ModelInferRequest.Builder request) {
    var reply = new RecordingReply();
    var unused = desk.inferenceRequests.begin(request.build(), Long.MAX_VALUE, false, reply);
    return reply;
  }

  private RecordingReply answered(ModelInferRequest.Builder request) {
    var reply = begin(request);
    engine.lane.stepToTheEnd();
    assertEquals(List.of("answer"), reply.told());
    return reply;
  }

  private Fault refused(ModelInferRequest.Builder request) {
    return assertThrows(Fault.class, () -> begin(request));
  }

  private ModelStatistics statistics(String model) {
    return desk.statistics
        .of(ModelStatisticsRequest.newBuilder().setName(model).build())
        .getModelStats(0);
  }

  @Test
  void unknownModel_isTheFault_andIsNamedOnce() {
    for (boolean start : new boolean[] {true, false}) {
      var fault = refused(request("gru_lost", 1, start));
      assertEquals(Kind.NOT_FOUND, fault.kind());
      var words = "Request for unknown model";
      assertEquals(0, fault.reason().indexOf(words), fault.reason());
      assertEquals(0, fault.reason().lastIndexOf(words), fault.reason());
    }
  }

  @Test
  void candidates_areNotIgnored_andAreNamedAsTheirParameter() {
    var among = InferParameter.newBuilder().setStringParam("a,b").build();
    for (boolean start : new boolean[] {true, false}) {
      if (!start) {
        answered(request(CAUSAL, 5, true));
      }
      var fault = refused(request(CAUSAL, 5, start).putParameters("among", among));
      assertEquals("parameters['among']", fault.field());
    }
  }

  @Test
  void unknownId_mustStart() {
    var fault = refused(request(CAUSAL, 77, false));
    assertEquals(Kind.INVALID_ARGUMENT, fault.kind());
    assertEquals("parameters['sequence_start']", fault.field());
    assertEquals(
        "inference request for sequence 77 to model 'gru_last' must specify the START flag on the"
            + " first request of the sequence; none of that id is live, and a sequence that is idle"
            + " for 1.0 s is ended",
        fault.sentence());
  }

  @Test
  void id_isOfOneModel() {
    answered(request(CAUSAL, 3, true));
    assertEquals(Kind.INVALID_ARGUMENT, refused(vectors(3, false)).kind());
  }

  @Test
  void modelThatNeedsAllSteps_keepsNoState_whetherTheSequenceBeginsOrGoesOn() {
    for (boolean start : new boolean[] {true, false}) {
      var fault = refused(request(STAGED, 1, start));
      assertEquals(Kind.FAILED_PRECONDITION, fault.kind());
      assertTrue(fault.reason().contains("its plan is staged,"), fault.reason());
    }
  }

  @Test
  void badId_isWordedAsThatOfAWholeSequence() {
    var whole = refused(OpenRequests.ids(CAUSAL, 1, 2, 1L, -5L));
    for (boolean start : new boolean[] {true, false}) {
      answered(request(CAUSAL, 4, true));
      var fault = refused(inSequence(OpenRequests.ids(CAUSAL, 1, 2, 1L, -5L), 4, start));
      assertEquals(whole.sentence(), fault.sentence());
      assertEquals("inputs['input'] [1]", fault.field());
    }
  }

  @Test
  void badRequest_leavesItsSequenceWhereItWas() {
    var whole = answered(OpenRequests.ids(CAUSAL, 1, 4, 1L, 2L, 1L, 2L));
    answered(request(CAUSAL, 5, true));
    refused(inSequence(OpenRequests.ids(CAUSAL, 1, 1, -1L), 5, false));
    var rest = answered(request(CAUSAL, 5, false));
    assertEquals(
        whole.responses().get(0).getOutputs(0).getContents(),
        rest.responses().get(0).getOutputs(0).getContents());
  }

  @Test
  void secondRow_isRefused() {
    for (boolean start : new boolean[] {true, false}) {
      answered(request(CAUSAL, 6, true));
      var fault = refused(inSequence(OpenRequests.ids(CAUSAL, 2, 1, 1L, 2L), 6, start));
      assertEquals("inputs", fault.field());
      assertTrue(fault.sentence().endsWith("it has 2 rows"), fault.sentence());
    }
  }

  private static ModelInferRequest.Builder vectors(long id, boolean start) {
    var values = InferTensorContents.newBuilder();
    values.addAllFp32Contents(Collections.nCopies(WIDTH, 0.5f));
    var input = OpenRequests.tensor("input", "FP32", 1, 1, WIDTH).setContents(values);
    var request = ModelInferRequest.newBuilder().setModelName(STATEFUL).addInputs(input);
    return inSequence(request, id, start);
  }

  private static ModelInferRequest.Builder withStates(ModelInferRequest.Builder request, int size) {
    var values = InferTensorContents.newBuilder();
    values.addAllFp32Contents(Collections.nCopies(size, 0.25f));
    return request.addInputs(OpenRequests.tensor("h", "FP32", 1, 1, size).setContents(values));
  }

  @Test
  void states_begunWith_areTaken_andInTheMiddleRefused() {
    int size = engine.model(STATEFUL).plan().facts().states().get(0).input().volume();
    var plain = answered(vectors(7, true)).responses().get(0).getOutputs(0);
    var begun = answered(withStates(vectors(7, true), size)).responses().get(0).getOutputs(0);
    assertFalse(plain.equals(begun));
    var fault = refused(withStates(vectors(7, false), size));
    assertEquals("inputs", fault.field());
    assertTrue(fault.reason().startsWith("gives hidden states"), fault.reason());
  }

  @Test
  void refusals_areCountedOnce() {
    answered(request(CAUSAL, 8, true));
    long before = statistics(CAUSAL).getInferenceStats().getFail().getCount();
    refused(inSequence(OpenRequests.ids(CAUSAL, 1, 1, -1L), 8, false));
    refused(inSequence(OpenRequests.ids(CAUSAL, 1, 1, -1L), 8, true));
    refused(request(CAUSAL, 9, false));
    assertEquals(before + 3, statistics(CAUSAL).getInferenceStats().getFail().getCount());
  }

  @Test
  void statistics_tellHowLongARequestWaitedAndRan() {
    var before = statistics(CAUSAL).getInferenceStats();
    var first = begin(request(CAUSAL, 10, true));
    var second = begin(request(CAUSAL, 10, false));
    // The second one's turn comes when the first is answered.
    engine.ticker.advanceMillis(30);
    engine.lane.stepToTheEnd();
    assertEquals(List.of("answer"), first.told());
    assertEquals(List.of("answer"), second.told());
    var after = statistics(CAUSAL).getInferenceStats();
    assertEquals(60_000_000, after.getSuccess().getNs() - before.getSuccess().getNs());
    assertEquals(30_000_000, after.getQueue().getNs() - before.getQueue().getNs());
    assertEquals(30_000_000, after.getComputeInfer().getNs() - before.getComputeInfer().getNs());
  }

  @Test
  void timeout_isInMicroseconds_andEndsARequestThatWaitsForItsTurn() {
    begin(request(CAUSAL, 14, true));
    var late = begin(withTimeout(1999));
    var patient = begin(withTimeout(2001));
    engine.ticker.advanceMillis(2);
    engine.lane.stepToTheEnd();
    assertEquals(List.of("DEADLINE_EXCEEDED"), late.told());
    assertEquals(List.of("answer"), patient.told());
  }

  private static ModelInferRequest.Builder withTimeout(long micros) {
    return request(CAUSAL, 14, false).putParameters("timeout", OpenRequests.whole(micros));
  }

  @Test
  void demotedModel_keepsNoStateAnyMore_andSaysWhy() {
    answered(request(DEMOTED, 11, true));
    ((AnsweringModel) engine.model(DEMOTED)).version().demote("an answer was another");
    engine.lane.stepToTheEnd();
    for (boolean start : new boolean[] {true, false}) {
      var fault = refused(request(DEMOTED, start ? 12 : 13, start));
      assertEquals(Kind.FAILED_PRECONDITION, fault.kind());
      assertTrue(fault.reason().contains("its plan is alone (found while serving: an answer was"));
    }
  }
}

package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.Folders;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelStatisticsRequest;
import io.grpc.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of whole sequences, from their parameters to their replies. */
class InferenceRequestsTest {
  private static final String ANSWERING = SmallEngine.MODEL;
  private static final String OTHER = "other";
  private static final String GENERATING = "seq2seq_gru";
  private static final String OF_TEXTS = "of_texts";

  @TempDir private Path folder;

  private final RecordingReply reply = new RecordingReply();
  private SmallEngine engine;
  private OpenDesk desk;

  @BeforeEach
  void open() throws Exception {
    Folders.zoo(folder, ANSWERING);
    Folders.zoo(folder, ANSWERING, OTHER, 1);
    Folders.zoo(folder, GENERATING);
    var ofTexts = Folders.zoo(folder, ANSWERING, OF_TEXTS, 1);
    Files.copy(
        Path.of("src/test/resources/tokenizers/word-level.json"),
        ofTexts.resolve("tokenizer.json"));
    Files.writeString(ofTexts.resolve("model.yaml"), "input: {text: {tokenizer: tokenizer.json}}");
    engine = SmallEngine.of(folder);
    desk = new OpenDesk(engine);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static ModelInferRequest.Builder request(String model, int rows) {
    var ids = new Long[rows];
    java.util.Arrays.fill(ids, 1L);
    return OpenRequests.ids(model, rows, 1, ids)
        .putParameters("start_id", OpenRequests.whole(1))
        .putParameters("max_steps", OpenRequests.whole(3));
  }

  private void begin(ModelInferRequest.Builder request, boolean canStream) {
    var unused = desk.inferenceRequests.begin(request.build(), Long.MAX_VALUE, canStream, reply);
  }

  private Fault refused(ModelInferRequest.Builder request, boolean canStream) {
    return assertThrows(Fault.class, () -> begin(request, canStream));
  }

  private static ModelInferRequest.Builder with(
      String parameter, InferParameter value, ModelInferRequest.Builder request) {
    return request.putParameters(parameter, value);
  }

  private long failures(String model) {
    var request = ModelStatisticsRequest.newBuilder().setName(model).build();
    return desk.statistics.of(request).getModelStats(0).getInferenceStats().getFail().getCount();
  }

  @Test
  void rows_areAnsweredTogether_andTheModelIsHeldUntilThen() {
    begin(request(ANSWERING, 3), false);
    assertTrue(engine.isHeldWhenUnloaded(ANSWERING));
    engine.lane.stepToTheEnd();
    assertEquals(List.of("answer"), reply.told());
    assertEquals(3, reply.responses().get(0).getOutputs(0).getShape(0));
  }

  @Test
  void refusedRequest_isCounted_andHoldsNothing() {
    var fault = refused(OpenRequests.ids(ANSWERING, 2, 1, 1L, -1L), false);
    assertEquals("inputs['input'] row 1 [0]", fault.field());
    assertEquals(List.of(), reply.told());
    assertEquals(1, failures(ANSWERING));
    assertFalse(engine.isHeldWhenUnloaded(ANSWERING));
  }

  @Test
  void settingThatDoesNotFit_isNamedAsItsParameter_andHoldsNothing() {
    var fault = refused(with("max_steps", OpenRequests.whole(129), request(GENERATING, 1)), false);
    assertEquals("parameters['max_steps']", fault.field());
    assertEquals("is 129; allowed is 1 to 128", fault.reason());
    assertFalse(engine.isHeldWhenUnloaded(GENERATING));
  }

  @Test
  void longText_whoseCallerHasLeft_isNotBegun_andHoldsNothing() {
    var text = ByteString.copyFromUtf8("the" + " ".repeat(40_000));
    var request =
        ModelInferRequest.newBuilder()
            .setModelName(OF_TEXTS)
            .addInputs(
                OpenRequests.tensor("text", "BYTES", 1, 1)
                    .setContents(InferTensorContents.newBuilder().addBytesContents(text)));
    var context = Context.ROOT.withCancellation();
    context.cancel(null);
    var faults = new ArrayList<Fault>();
    context.run(() -> faults.add(refused(request, false)));
    assertEquals(Kind.CANCELLED, faults.get(0).kind());
    assertFalse(engine.isHeldWhenUnloaded(OF_TEXTS));
  }

  @Test
  void stream_tellsEachToken_andThenTheRest() {
    begin(with("stream", OpenRequests.truth(true), request(GENERATING, 1)), true);
    engine.lane.stepToTheEnd();
    var told = reply.told();
    assertEquals("answer", told.get(told.size() - 1));
    assertTrue(told.size() > 1);
    var ids = new ArrayList<Long>();
    for (var response : reply.responses()) {
      ids.addAll(response.getOutputs(0).getContents().getInt64ContentsList());
    }
    var whole = new RecordingReply();
    var unused =
        desk.inferenceRequests.begin(request(GENERATING, 1).build(), Long.MAX_VALUE, true, whole);
    engine.lane.stepToTheEnd();
    assertEquals(List.of("answer"), whole.told());
    assertEquals(whole.responses().get(0).getOutputs(0).getContents().getInt64ContentsList(), ids);
  }

  @Test
  void stream_whereThereIsNone_isInvalid() {
    var isOn = OpenRequests.truth(true);
    for (var fault :
        List.of(
            refused(with("stream", isOn, request(ANSWERING, 1)), true),
            refused(with("stream", isOn, request(GENERATING, 2)), true),
            refused(with("stream", isOn, request(GENERATING, 1)), false))) {
      assertEquals("parameters['stream']", fault.field());
    }
    assertFalse(engine.isHeldWhenUnloaded(GENERATING));
  }

  @Test
  void timeout_isNotNegative_andOneOfCenturiesIsNone() {
    assertEquals(
        "is -1; allowed are microseconds, and 0 for none",
        refused(with("timeout", OpenRequests.whole(-1), request(ANSWERING, 1)), false).reason());
    begin(with("timeout", OpenRequests.whole(Long.MAX_VALUE), request(ANSWERING, 1)), false);
    engine.lane.stepToTheEnd();
    assertEquals(List.of("answer"), reply.told());
  }

  @Test
  void deadlineThatHasPassed_isRefused() {
    var fault =
        assertThrows(
            Fault.class,
            () -> desk.inferenceRequests.begin(request(ANSWERING, 1).build(), 0, false, reply));
    assertEquals(Kind.DEADLINE_EXCEEDED, fault.kind());
    assertFalse(engine.isHeldWhenUnloaded(ANSWERING));
  }

  @Test
  void priority_isNotNegative() {
    var fault = refused(with("priority", OpenRequests.whole(-1), request(ANSWERING, 1)), false);
    assertEquals("parameters['priority']", fault.field());
    assertEquals(
        "is -1; allowed are numbers from 0, of which 1 is the most urgent", fault.reason());
  }

  @Test
  void priority_oneIsSoonerThanNone_andNoneThanALargeOne() {
    var order = new ArrayList<String>();
    beginAs("large", 64, GENERATING, order);
    beginAs("none", 0, ANSWERING, order);
    beginAs("one", 1, OTHER, order);
    engine.lane.stepToTheEnd();
    assertEquals(List.of("one", "none", "large"), order);
  }

  private void beginAs(String name, long priority, String model, List<String> order) {
    var unused =
        desk.inferenceRequests.begin(
            with("priority", OpenRequests.whole(priority), request(model, 1)).build(),
            Long.MAX_VALUE,
            false,
            new ResponseSink() {
              @Override
              public void part(ModelInferResponse response) {}

              @Override
              public void answer(ModelInferResponse response) {
                order.add(name);
              }

              @Override
              public void fail(Throwable why) {
                order.add(name + " failed");
              }
            });
  }

  @Test
  void candidates_thatDoNotFit_areNamedAsTheirParameter_andHoldNothing() {
    var among = InferParameter.newBuilder().setStringParam("a, b").build();
    for (var model : List.of(ANSWERING, GENERATING)) {
      var fault = refused(with("among", among, request(model, 2)), false);
      assertEquals(Kind.INVALID_ARGUMENT, fault.kind());
      assertEquals("parameters['among']", fault.field());
      assertFalse(engine.isHeldWhenUnloaded(model));
    }
  }

  @Test
  void reservedParameter_isRefused_whateverTheModel() {
    var fault = refused(with("triton_x", OpenRequests.whole(1), request("lost", 1)), false);
    assertEquals("parameters['triton_x']", fault.field());
  }
}

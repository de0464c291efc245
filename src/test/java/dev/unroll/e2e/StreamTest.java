package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.grpc.unroll.Requests.text;
import static dev.unroll.grpc.unroll.Requests.vectors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.StreamManyToManyRequest;
import io.grpc.Status.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input in parts, for models that need all of it before they answer. */
class StreamTest {
  private static final String TEXT = "나는 어제 학교에서 친구를 만났다";

  @TempDir private static Path models;
  private static ServerHarness server;
  private static ServerHarness bundled;

  @BeforeAll
  static void start() throws Exception {
    Folders.zoo(models, "bilstm_tagger");
    Folders.zoo(models, "gru_last");
    Folders.zoo(models, "keras_deep_birnn4");
    server = ServerHarness.start(models);
    bundled = ServerHarness.start(Folders.bundled());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    bundled.close();
  }

  @Test
  void parts_ofText_areTaggedAsOneText() throws Throwable {
    var whole = bundled.calls().manyToMany(manyToMany("pos-ko", text(TEXT)));
    var stream = StreamClient.open(bundled, "pos-ko", Input.getDefaultInstance());
    // Words are cut in the middle: parts mean nothing.
    for (int from = 0; from < TEXT.length(); from += 4) {
      stream.send(text(TEXT.substring(from, Math.min(TEXT.length(), from + 4))));
    }
    var answers = stream.finish();
    assertEquals(2, answers.size());
    assertEquals(whole.getTagsList(), answers.get(0).getAligned().getTagsList());
    var end = answers.get(1).getEnd();
    assertEquals(StopReason.STOP_REASON_ALIGNED, end.getReason());
    assertEquals(whole.getModel(), end.getModel());
    assertEquals(5, whole.getTagsCount());
  }

  @Test
  void parts_ofVectors_answerAsTheWholeDoes() throws Throwable {
    var values = new float[12 * 5];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) Math.sin(index);
    }
    var whole = server.calls().manyToMany(manyToMany("keras_deep_birnn4", vectors(5, values)));
    // Neither do parts end where steps do.
    var stream =
        StreamClient.open(
            server, "keras_deep_birnn4", vectors(0, java.util.Arrays.copyOf(values, 32)));
    var answers = stream.send(vectors(5, java.util.Arrays.copyOfRange(values, 32, 60))).finish();
    assertEquals(whole.getOutputsList(), answers.get(0).getAligned().getOutputsList());
  }

  @Test
  void raw_ofATagger_comesBesideItsTags() throws Throwable {
    var answers =
        StreamClient.open(bundled)
            .send(StreamClient.first("pos-ko", text(TEXT)).setRaw(true).build())
            .finish();
    assertTrue(answers.get(0).getAligned().getOutputs(0).getVectors().getValuesCount() > 0);
    assertEquals(5, answers.get(0).getAligned().getTagsCount());
  }

  @Test
  void part_ofAnotherKind_isInvalid() {
    var stream = StreamClient.open(server, "bilstm_tagger", ids(1, 2)).send(text("3"));
    assertInvalid("input", "is text after token ids", stream::answers);
  }

  @Test
  void model_thatChanges_isInvalid() {
    var stream =
        StreamClient.open(server, "bilstm_tagger", ids(1, 2))
            .send(StreamClient.first("gru_last", ids(3)).build());
    assertInvalid("model", "began with 'bilstm_tagger'", stream::answers);
  }

  @Test
  void model_thatIsNamedAgain_isTaken() throws Throwable {
    var stream =
        StreamClient.open(server, "bilstm_tagger", ids(1, 2))
            .send(StreamClient.first("bilstm_tagger", ids(3)).build());
    assertEquals(
        server.calls().manyToMany(manyToMany("bilstm_tagger", ids(1, 2, 3))).getOutputsList(),
        stream.finish().get(0).getAligned().getOutputsList());
  }

  @Test
  void settings_inALaterMessage_areInvalid() {
    var stream = StreamClient.open(server, "bilstm_tagger", ids(1));
    assertInvalid(
        "generation",
        "set it only in the first",
        stream.send(Generation.newBuilder().setMaxSteps(3).build())::answers);
    var raw =
        StreamClient.open(server, "bilstm_tagger", ids(1))
            .send(StreamManyToManyRequest.newBuilder().setRaw(true).build());
    assertInvalid("raw", "set it only in the first", raw::answers);
  }

  @Test
  void stream_withoutMessageOrInput_isInvalid() {
    assertInvalid("model", "ended before any message", StreamClient.open(server)::finish);
    assertInvalid(
        "input",
        "ended before any",
        StreamClient.open(server, "bilstm_tagger", Input.getDefaultInstance())::finish);
    assertInvalid("model.name", "is missing", StreamClient.open(server).send(ids(1))::answers);
  }

  @Test
  void model_unknownOrOfAnotherTask_endsTheStreamAtOnce() {
    assertRefused(
        Code.NOT_FOUND, "did you mean", StreamClient.open(server, "bilstm_taggr", ids(1))::answers);
    assertRefused(
        Code.FAILED_PRECONDITION,
        "call ManyToOne",
        StreamClient.open(server, "gru_last", ids(1))::answers);
  }

  @Test
  void parts_overTheModelsMaximum_areInvalidBeforeTheEnd() {
    var ids = StreamClient.open(server, "bilstm_tagger", Requests.sameIds(4000, 1));
    assertInvalid(
        "input.token_ids.ids",
        "4100 steps with this part; the model takes at most 4096",
        ids.send(Requests.sameIds(100, 1))::answers);
    // A width of 0 stands for the model's: no way around the bound.
    var vectors = StreamClient.open(server, "keras_deep_birnn4", vectors(0, new float[4096 * 5]));
    assertInvalid(
        "input.vectors.values",
        "4097 steps with this part",
        vectors.send(vectors(0, new float[5]))::answers);
    var text = StreamClient.open(bundled, "pos-ko", text("a".repeat(999_999)));
    assertInvalid("input.text", "over 1000000 characters", text.send(text("aa"))::answers);
  }

  @Test
  void client_thatLeavesBeforeTheEnd_isForgotten() {
    double before = closed("CANCELLED");
    var stream = StreamClient.open(server, "bilstm_tagger", ids(1, 2));
    Await.until("the stream is open", () -> server.meter("unroll_streams", "bilstm_tagger") == 1);
    stream.cancel();
    Await.until("it is counted", () -> closed("CANCELLED") == before + 1);
    assertEquals(0, server.meter("unroll_streams", "bilstm_tagger"));
    Await.until("no row is left", () -> server.meter("unroll_rows", "bilstm_tagger") == 0);
  }

  private static double closed(String code) {
    return server.meter(
        "unroll_requests_seconds_count",
        "StreamManyToMany",
        "model=\"bilstm_tagger\"",
        "code=\"" + code + "\"");
  }
}

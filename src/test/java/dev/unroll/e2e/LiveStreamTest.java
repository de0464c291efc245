package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.grpc.unroll.Requests.text;
import static dev.unroll.grpc.unroll.Requests.vectors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.unroll.core.LogLines;
import dev.unroll.grpc.FaultTable;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Aligned;
import dev.unroll.v1.Input;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.Tag;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that are answered as they come, and what may go wrong in the middle of that. */
class LiveStreamTest {
  private static final long UNKNOWN_ID = 1_000_000;

  @TempDir private static Path models;
  private static ServerHarness server;

  /** Failures are news in a server and not here. */
  private static LogLines log;

  @BeforeAll
  static void start() throws Exception {
    log = LogLines.of(FaultTable.class, Level.OFF);
    Folders.zoo(models, "lstm2_each");
    Folders.zoo(models, "rnn_vectors_timemajor");
    var hidden = Folders.zoo(models, "lstm2_each", "hidden", 1);
    HiddenEmbedding.hide(hidden.resolve("1/model.onnx"));
    var small = Folders.zoo(models, "lstm2_each", "small", 1);
    Files.writeString(small.resolve("model.yaml"), "input: {tokens: {max_steps: 8}}\n");
    var tagger = Folders.zoo(models, "lstm2_each", "tagger", 1);
    Files.writeString(tagger.resolve("tags.txt"), "B\nO\nI\nx\ny\n");
    Files.writeString(
        tagger.resolve("model.yaml"), "output: {tags: {file: tags.txt, scheme: bio}}\n");
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    log.close();
  }

  @Test
  void steps_areAnsweredWhileTheClientGoesOn() throws Throwable {
    var whole = outputs("lstm2_each", ids(5, 6, 7));
    var stream = StreamClient.open(server, "lstm2_each", ids(5));
    assertEquals(whole.subList(0, 5), values(stream.next().getAligned()));
    var second = stream.send(ids(6, 7)).next().getAligned();
    assertEquals(whole.subList(5, 15), values(second));
    assertEquals(1, second.getFirstStep());
    assertEquals(3, LiveAnswers.end(stream.finish()).getTiming().getSteps());
  }

  @Test
  void client_thatReadsOnlyAtTheEnd_getsAllThen() throws Throwable {
    var stream = StreamClient.open(server, "lstm2_each", ids(5)).send(ids(6)).send(ids(7));
    assertEquals(outputs("lstm2_each", ids(5, 6, 7)), LiveAnswers.of(stream.finish()).values());
  }

  @Test
  void messagesWithoutInput_changeNothing() throws Throwable {
    var nothing = StreamManyToManyRequest.getDefaultInstance();
    var stream =
        StreamClient.open(server, "lstm2_each", Input.getDefaultInstance())
            .send(nothing)
            .send(ids(5))
            .send(nothing)
            .send(ids())
            .send(ids(6));
    assertEquals(outputs("lstm2_each", ids(5, 6)), LiveAnswers.of(stream.finish()).values());
  }

  @Test
  void tagsAndEntities_countFromTheFirstStep_andComeWhenTheyAreClosed() throws Throwable {
    var input = new long[60];
    for (int step = 0; step < input.length; step++) {
      input[step] = step * 7L % 50;
    }
    var whole = server.calls().manyToMany(manyToMany("tagger", ids(input)));
    assertFalse(whole.getEntitiesList().isEmpty());
    var stream = StreamClient.open(server, "tagger", ids(input[0]));
    var tags = new ArrayList<Tag>();
    for (int step = 0; step < input.length; step++) {
      var aligned = (step == 0 ? stream : stream.send(ids(input[step]))).next().getAligned();
      assertEquals(step, aligned.getFirstStep());
      tags.addAll(aligned.getTagsList());
      // The last one closed is over before the step that closed it.
      for (var entity : aligned.getEntitiesList()) {
        assertEquals(step, entity.getEnd());
      }
    }
    assertEquals(whole.getTagsList(), tags);
    var joined = LiveAnswers.of(stream.finish());
    assertEquals(whole.getEntitiesList(), joined.entities());
  }

  @Test
  void maximumOfSteps_boundsAMessageAndNotTheStream() throws Throwable {
    var stream = StreamClient.open(server, "small", ids(1, 2, 3, 4, 5, 6, 7, 8));
    for (int message = 1; message < 10; message++) {
      stream.send(ids(1, 2, 3, 4, 5, 6, 7, 8));
    }
    assertEquals(80, LiveAnswers.end(stream.finish()).getTiming().getSteps());
    var long9 = StreamClient.open(server, "small", ids(1)).send(Requests.sameIds(9, 1));
    assertInvalid("input.token_ids.ids", "at most 8", long9::answers);
  }

  @Test
  void badInput_inTheMiddle_namesItsFieldAndEndsThatStreamAlone() throws Throwable {
    var other = StreamClient.open(server, "lstm2_each", ids(5));
    var stream = StreamClient.open(server, "lstm2_each", ids(5));
    stream.next();
    assertInvalid("input.token_ids.ids[1]", "id -1", stream.send(ids(6, -1))::answers);
    var kind = StreamClient.open(server, "lstm2_each", ids(5));
    assertInvalid("input", "is text after token ids", kind.send(text("6"))::answers);
    var model = StreamClient.open(server, "lstm2_each", ids(5));
    assertInvalid(
        "model",
        "began with 'lstm2_each'",
        model.send(StreamClient.first("small", ids(6)).build())::answers);
    assertEquals(
        outputs("lstm2_each", ids(5, 6)), LiveAnswers.of(other.send(ids(6)).finish()).values());
    Await.until("no row is left", () -> server.meter("unroll_rows", "lstm2_each") == 0);
  }

  @Test
  void vectors_thatEndWithinAStep_areInvalidAtTheEndOnly() throws Throwable {
    var stream = StreamClient.open(server, "rnn_vectors_timemajor", vectors(0, new float[20]));
    assertEquals(1, stream.next().getAligned().getOutputs(0).getVectors().getValuesCount() / 5);
    assertInvalid("input.vectors.values", "8 of this model's 12", stream::finish);
    var width = StreamClient.open(server, "rnn_vectors_timemajor", vectors(3, new float[3]));
    assertInvalid("input.vectors.width", "is 3; this model's is 12", width::answers);
    var infinite =
        StreamClient.open(server, "rnn_vectors_timemajor", vectors(0, new float[12]))
            .send(vectors(0, infiniteAt(3)));
    assertInvalid("input.vectors.values[3]", "must be finite", infinite::answers);
  }

  private static float[] infiniteAt(int place) {
    var values = new float[12];
    values[place] = Float.POSITIVE_INFINITY;
    return values;
  }

  @Test
  void stream_withoutAStep_isInvalid() {
    assertInvalid("input", "before any step", StreamClient.open(server, "small", ids())::finish);
  }

  @Test
  void model_thatFailsInTheMiddle_failsThatStreamAlone() throws Throwable {
    var lucky = StreamClient.open(server, "hidden", ids(5));
    var unlucky = StreamClient.open(server, "hidden", ids(5));
    unlucky.next();
    assertRefused(Code.INTERNAL, "model hidden/1 failed", unlucky.send(ids(UNKNOWN_ID))::answers);
    assertEquals(
        outputs("hidden", ids(5, 6)), LiveAnswers.of(lucky.send(ids(6)).finish()).values());
  }

  @Test
  void client_thatLeaves_takesItsIdleRowWithIt() throws Throwable {
    var stream = StreamClient.open(server, "lstm2_each", ids(5));
    stream.next();
    Await.until("it is idle", () -> server.meter("unroll_rows", "lstm2_each", "idle") == 1);
    assertEquals(1, server.meter("unroll_streams", "lstm2_each"));
    stream.cancel();
    Await.until("no row is left", () -> server.meter("unroll_rows", "lstm2_each") == 0);
    Await.until("no stream is left", () -> server.meter("unroll_streams", "lstm2_each") == 0);
  }

  @Test
  void deadline_ofAnIdleStream_isExceeded() throws Throwable {
    var stream = StreamClient.openFor(server, Duration.ofMillis(300));
    stream.send(StreamClient.first("lstm2_each", ids(5)).build());
    assertRefused(Code.DEADLINE_EXCEEDED, "", stream::answers);
    Await.until("no row is left", () -> server.meter("unroll_rows", "lstm2_each") == 0);
  }

  @Test
  void answers_areMeasuredFromTheMessageThatBroughtTheSteps() throws Throwable {
    double first = server.meter("unroll_first_step_seconds_count", "\"small\"");
    double later = server.meter("unroll_step_gap_seconds_count", "\"small\"");
    StreamClient.open(server, "small", ids(5)).send(ids(6, 7)).send(ids(8)).finish();
    assertEquals(first + 1, server.meter("unroll_first_step_seconds_count", "\"small\""));
    assertEquals(later + 2, server.meter("unroll_step_gap_seconds_count", "\"small\""));
  }

  @Test
  void invalidBytes_inTheMiddle_endTheStream() throws Throwable {
    // The field of the input, with bytes that are none.
    var broken =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFrom(new byte[] {0x0A, 0x7F, 1, 2}))
            .build();
    var message =
        StreamManyToManyRequest.newBuilder()
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(4, broken).build())
            .build();
    var stream = StreamClient.open(server, "lstm2_each", ids(5));
    stream.next();
    assertRefused(Code.INVALID_ARGUMENT, "not valid protobuf", stream.send(message)::answers);
    Await.until("no row is left", () -> server.meter("unroll_rows", "lstm2_each") == 0);
    Await.until("no stream is left", () -> server.meter("unroll_streams", "lstm2_each") == 0);
  }

  private static List<Float> outputs(String model, Input input) {
    return SequenceInferenceGrpc.newBlockingStub(server.channel())
        .manyToMany(manyToMany(model, input))
        .getOutputs(0)
        .getVectors()
        .getValuesList();
  }

  private static List<Float> values(Aligned aligned) {
    return aligned.getOutputs(0).getVectors().getValuesList();
  }
}

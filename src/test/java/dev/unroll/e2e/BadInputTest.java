package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static dev.unroll.grpc.unroll.Requests.model;
import static dev.unroll.grpc.unroll.Requests.sameIds;
import static dev.unroll.grpc.unroll.Requests.text;
import static dev.unroll.grpc.unroll.Requests.vectors;

import com.google.protobuf.ByteString;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.Vectors;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences that do not fit the model, by the field that is at fault. */
class BadInputTest {
  /** Of rnn_vectors_timemajor. */
  private static final int WIDTH = 12;

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    Folders.zoo(models, "gru_last");
    Folders.zoo(models, "rnn_vectors_timemajor");
    Folders.zoo(models, "keras_simple_rnn");
    var limited = Folders.zoo(models, "gru_last", "limited", 1);
    Files.writeString(limited.resolve("model.yaml"), "input: {tokens: {max_steps: 10}}");
    server = ServerHarness.start(models, "max-message-bytes", "64KiB");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void input_missing_isInvalid() {
    assertInvalid("input", "is missing", () -> ask("gru_last", Input.getDefaultInstance()));
  }

  @Test
  void kind_notTheModels_isInvalid() {
    assertInvalid("input", "takes token ids, not text", () -> ask("gru_last", text("나는 학교에 간다")));
    assertInvalid("input", "takes token ids, not vectors", () -> ask("gru_last", vectors(1, 1)));
    assertInvalid(
        "input",
        "takes token ids, not image",
        () -> ask("gru_last", Requests.image(new byte[] {1})));
    assertInvalid(
        "input", "takes vectors, not token ids", () -> askEach("rnn_vectors_timemajor", ids(1)));
  }

  @Test
  void sequence_empty_isInvalid() {
    assertInvalid("input.token_ids.ids", "is empty", () -> ask("gru_last", ids()));
    assertInvalid(
        "input.vectors.values", "is empty", () -> askEach("rnn_vectors_timemajor", vectors(WIDTH)));
  }

  @Test
  void sequence_overTheModelsMaximum_isInvalid() {
    ask("limited", sameIds(10, 1));
    assertInvalid(
        "input.token_ids.ids",
        "11 steps; this model takes at most 10",
        () -> ask("limited", sameIds(11, 1)));
  }

  @Test
  void sequence_ofAnotherThanTheFixedLength_isInvalid() {
    assertInvalid(
        "input.vectors.values",
        "1 step; this model takes exactly 2 steps",
        () -> ask("keras_simple_rnn", vectors(10, new float[10])));
  }

  @Test
  void id_outsideTheVocabulary_isInvalid() {
    long size = server.describe("gru_last").getVocabularySize();
    ask("gru_last", ids(0, size - 1));
    assertInvalid(
        "input.token_ids.ids[1]",
        "id " + size + " is outside this model's [0, " + (size - 1) + "]",
        () -> ask("gru_last", ids(0, size)));
    assertInvalid("input.token_ids.ids[0]", "id -1 is outside", () -> ask("gru_last", ids(-1)));
    assertInvalid(
        "input.token_ids.ids[0]",
        "id " + Long.MIN_VALUE,
        () -> ask("gru_last", ids(Long.MIN_VALUE)));
  }

  @Test
  void vectors_ofAnotherWidth_areInvalid() {
    assertInvalid(
        "input.vectors.width",
        "is 11; this model's is 12",
        () -> askEach("rnn_vectors_timemajor", vectors(11, new float[22])));
    assertInvalid(
        "input.vectors.width",
        "is 4294967295",
        () -> askEach("rnn_vectors_timemajor", vectors(-1, new float[WIDTH])));
    assertInvalid(
        "input.vectors.values",
        "has 13 values; their number must be a multiple of this model's width",
        () -> askEach("rnn_vectors_timemajor", vectors(0, new float[WIDTH + 1])));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void value_notFinite_isInvalid(float value) {
    var values = new float[2 * WIDTH];
    values[17] = value;
    assertInvalid(
        "input.vectors.values[17]",
        "is " + value + "; values must be finite",
        () -> askEach("rnn_vectors_timemajor", vectors(WIDTH, values)));
  }

  @Test
  void bytes_thatAreNoVectors_areInvalid() {
    assertInvalid(
        "input.vectors.little_endian",
        "has 6 bytes",
        () -> askEach("rnn_vectors_timemajor", littleEndian(Vectors.newBuilder(), 6)));
    assertInvalid(
        "input.vectors",
        "both values and little_endian",
        () ->
            askEach(
                "rnn_vectors_timemajor",
                littleEndian(Vectors.newBuilder().addValues(1), WIDTH * Float.BYTES)));
  }

  @Test
  void bytes_notFinite_areInvalidByTheirOwnField() {
    var notANumber = new byte[WIDTH * Float.BYTES];
    java.util.Arrays.fill(notANumber, (byte) 0xFF);
    var vectors = Vectors.newBuilder().setLittleEndian(ByteString.copyFrom(notANumber));
    assertInvalid(
        "input.vectors.little_endian[0]",
        "is NaN",
        () -> askEach("rnn_vectors_timemajor", Input.newBuilder().setVectors(vectors).build()));
    assertInvalid(
        "input.vectors.little_endian",
        "has 1 values; their number must be a multiple of this model's width",
        () -> askEach("rnn_vectors_timemajor", littleEndian(Vectors.newBuilder(), Float.BYTES)));
  }

  @Test
  void message_overTheLimit_isExhausted() {
    assertRefused(Code.RESOURCE_EXHAUSTED, "65536", () -> ask("gru_last", sameIds(100_000, 1)));
  }

  @Test
  void message_tooLargeOnceUncompressed_isRefusedWithTheLimit() {
    var request = Requests.manyToOne("gru_last", sameIds(100_000, 1));
    assertRefused(
        Code.RESOURCE_EXHAUSTED,
        "65536",
        () -> server.calls().withCompression("gzip").manyToOne(request));
  }

  @Test
  void model_unknown_isNotFoundWithTheNearest() {
    assertRefused(
        Code.NOT_FOUND,
        "model 'gru_lst' does not exist; did you mean 'gru_last'?",
        () -> ask("gru_lst", ids(1)));
    assertRefused(
        Code.NOT_FOUND,
        "there are gru_last, keras_simple_rnn, limited, rnn_vectors_timemajor",
        () -> ask("something else", ids(1)));
    assertRefused(Code.NOT_FOUND, "did you mean", () -> server.describe("gru_lst"));
  }

  @Test
  void version_notServed_isNotFoundWithTheOneThatIs() {
    var thrown =
        assertRefused(
            Code.NOT_FOUND,
            "has no version 7; the served version is 1",
            () -> version("gru_last", 7));
    org.junit.jupiter.api.Assertions.assertEquals("model.version", Refusals.field(thrown));
    assertInvalid("model.version", "-1", () -> version("gru_last", -1));
    version("gru_last", 1);
  }

  @Test
  void model_missing_isInvalid() {
    assertInvalid("model.name", "is missing", () -> ask("", ids(1)));
  }

  @Test
  void task_notTheCalls_isAFailedPrecondition() {
    assertRefused(
        Code.FAILED_PRECONDITION,
        "model 'gru_last' is many-to-one, and ManyToMany is for many-to-many; call ManyToOne",
        () -> askEach("gru_last", ids(1)));
    assertRefused(
        Code.FAILED_PRECONDITION,
        "call ManyToMany",
        () -> ask("rnn_vectors_timemajor", vectors(WIDTH, new float[WIDTH])));
    assertRefused(
        Code.FAILED_PRECONDITION,
        "OneToMany is for one-to-many",
        () -> server.ask(Requests.oneToMany("gru_last", ids(1))));
  }

  private static Input littleEndian(Vectors.Builder vectors, int bytes) {
    return Input.newBuilder()
        .setVectors(vectors.setLittleEndian(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  private static void ask(String model, Input input) {
    server.calls().manyToOne(manyToOne(model, input));
  }

  private static void askEach(String model, Input input) {
    server.calls().manyToMany(manyToMany(model, input));
  }

  private static void version(String model, long version) {
    server
        .calls()
        .manyToOne(
            ManyToOneRequest.newBuilder()
                .setModel(model(model).toBuilder().setVersion(version))
                .setInput(ids(1))
                .build());
  }
}

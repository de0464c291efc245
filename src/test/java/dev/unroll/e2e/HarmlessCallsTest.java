package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No bad call harms a good one beside it. */
class HarmlessCallsTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 25;

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    for (var name : List.of("gru_last", "lstm2_each", "rnn_vectors_timemajor", "seq2seq_gru")) {
      Folders.zoo(models, name);
    }
    server = ServerHarness.start(models, "max-message-bytes", "64KiB");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void goodCalls_amongBadOnes_areAnsweredRight() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (int round = 0; round < ROUNDS; round++) {
      calls.addAll(goodCalls());
      calls.addAll(badCalls());
    }
    Collections.shuffle(calls, new Random(2));
    Clients.run(CLIENTS, calls);
    Await.until("no row is left", () -> server.meter("unroll_rows") == 0);
    Await.until("no stream is left", () -> server.meter("unroll_streams") == 0);
    assertEquals(0, server.meter("unroll_requests_seconds_count", "code=\"INTERNAL\""));
    assertEquals(0, server.meter("unroll_requests_seconds_count", "code=\"UNKNOWN\""));

    // Nobody holds a model that is over.
    for (var name : List.of("gru_last", "lstm2_each", "rnn_vectors_timemajor", "seq2seq_gru")) {
      Folders.delete(models.resolve(name));
    }
    Files.createDirectories(models);
    server.reload();
    Await.until("all models are freed", () -> server.meter("unroll_model_versions") == 0);
  }

  private static List<Clients.Call> goodCalls() {
    var last = server.calls().manyToOne(Requests.manyToOne("gru_last", Requests.ids(1, 2, 3)));
    var each = server.calls().manyToMany(Requests.manyToMany("lstm2_each", Requests.ids(4, 5)));
    var text = server.calls().manyToMany(generation("seq2seq_gru", Requests.ids(26), 1));
    return List.of(
        () ->
            assertEquals(
                last.getOutputsList(),
                server
                    .calls()
                    .manyToOne(Requests.manyToOne("gru_last", Requests.ids(1, 2, 3)))
                    .getOutputsList()),
        () ->
            assertEquals(
                each.getOutputs(0).getVectors().getValuesList(),
                LiveAnswers.of(
                        StreamClient.open(server, "lstm2_each", Requests.ids(4))
                            .send(Requests.ids(5))
                            .finish())
                    .values()),
        () ->
            assertEquals(
                text.getGenerated().getTokenIdsList(),
                server
                    .calls()
                    .manyToMany(generation("seq2seq_gru", Requests.ids(26), 1))
                    .getGenerated()
                    .getTokenIdsList()));
  }

  private static List<Clients.Call> badCalls() {
    return List.of(
        refused(() -> ask("gru_lest", Requests.ids(1))),
        refused(() -> ask("gru_last", Requests.ids())),
        refused(() -> ask("gru_last", Requests.ids(1_000_000))),
        refused(() -> ask("gru_last", Requests.text("hello"))),
        refused(() -> ask("gru_last", Requests.sameIds(4097, 1))),
        refused(() -> ask("gru_last", Requests.sameIds(100_000, 1))),
        refused(() -> ask("gru_last", Input.getDefaultInstance())),
        refused(() -> ask("lstm2_each", Requests.ids(1))),
        refused(() -> askEach("rnn_vectors_timemajor", Requests.vectors(12, Float.NaN))),
        refused(() -> askEach("rnn_vectors_timemajor", Requests.vectors(11, new float[11]))),
        refused(() -> server.calls().manyToMany(generation("seq2seq_gru", Requests.ids(26), -1))),
        refused(() ->
            server
                .calls()
                .withDeadlineAfter(1, TimeUnit.NANOSECONDS)
                .manyToOne(Requests.manyToOne("gru_last", Requests.ids(1)))),
        refused(() ->
            StreamClient.open(server, "lstm2_each", Requests.ids(4))
                .send(Requests.text("5"))
                .finish()),
        () -> StreamClient.open(server, "lstm2_each", Requests.ids(4)).cancel(),
        () -> StreamClient.open(server).cancel());
  }

  private static Clients.Call refused(Clients.Call call) {
    return () -> assertThrows(StatusRuntimeException.class, call::run);
  }

  private static void ask(String model, Input input) {
    server.calls().manyToOne(Requests.manyToOne(model, input));
  }

  private static void askEach(String model, Input input) {
    server.calls().manyToMany(Requests.manyToMany(model, input));
  }

  private static dev.unroll.v1.ManyToManyRequest generation(String model, Input input, long start) {
    return Requests.manyToMany(model, input).toBuilder()
        .setGeneration(Generation.newBuilder().setStartId(start).setMaxSteps(12))
        .build();
  }
}

package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.repository.Folders;
import dev.unroll.v1.End;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.StreamManyToManyResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output that is made step by step. */
class GenerationTest {
  private static final ZooCase ZOO = ZooCase.of("seq2seq_gru");

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    Folders.zoo(models, "seq2seq_gru");
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void greedy_makesTheFrameworksTokens() {
    for (var example : ZOO.facts().get("examples")) {
      var end = generate(input(example), generation());
      assertEquals(tokens(example), end.getTokenIdsList());
      assertEquals("", end.getText());
    }
  }

  @Test
  void stream_sendsEachStepAndThenTheEnd() throws Throwable {
    for (var example : ZOO.facts().get("examples")) {
      var answers =
          StreamClient.open(server)
              .send(
                  StreamClient.first("seq2seq_gru", input(example))
                      .setGeneration(generation())
                      .build())
              .finish();
      var expected = tokens(example);
      assertEquals(expected.size() + 1, answers.size());
      for (int step = 0; step < expected.size(); step++) {
        var piece = answers.get(step).getPiece();
        assertEquals(step, piece.getStep());
        assertEquals(expected.get(step), piece.getTokenId());
        assertTrue(piece.getLogProbability() <= 0);
      }
      assertEquals(
          StreamManyToManyResponse.PartCase.END, answers.get(expected.size()).getPartCase());
      var end = answers.get(expected.size()).getEnd();
      assertEquals(expected, end.getTokenIdsList());
      assertEquals(StopReason.STOP_REASON_MAX_STEPS, end.getReason());
    }
  }

  @Test
  void stopId_endsTheOutputAndIsNoPartOfIt() {
    var example = ZOO.facts().get("examples").get(0);
    var all = tokens(example);
    var end = generate(input(example), generation().clearStopIds().addStopIds(7));
    assertEquals(all.subList(0, all.indexOf(7L)), end.getTokenIdsList());
    assertEquals(StopReason.STOP_REASON_STOP_ID, end.getReason());
  }

  @Test
  void seed_equal_givesEqualDraws() {
    var input = input(ZOO.facts().get("examples").get(0));
    var drawn = generation().setTemperature(2).setTopP(0.95f).setSeed(7);
    var first = generate(input, drawn).getTokenIdsList();
    assertEquals(first, generate(input, drawn).getTokenIdsList());
    var others = new ArrayList<List<Long>>();
    for (long seed = 8; seed < 12; seed++) {
      others.add(generate(input, drawn.setSeed(seed)).getTokenIdsList());
    }
    assertTrue(others.stream().anyMatch(other -> !other.equals(first)));
  }

  @Test
  void caption_piecesJoined_areTheText() throws Exception {
    var image = Files.readAllBytes(Folders.bundled().resolve("caption-en/example.png"));
    try (var captions = ServerHarness.start(Folders.bundled())) {
      for (float temperature : new float[] {0, 1}) {
        var answers =
            captions.ask(
                Requests.oneToMany("caption-en", Requests.image(image)).toBuilder()
                    .setGeneration(Generation.newBuilder().setTemperature(temperature))
                    .build());
        var joined =
            answers.stream()
                .filter(OneToManyResponse::hasPiece)
                .map(answer -> answer.getPiece().getText())
                .collect(Collectors.joining());
        assertEquals(answers.get(answers.size() - 1).getEnd().getText(), joined);
        assertTrue(!joined.isBlank());
      }
    }
  }

  private static Generation.Builder generation() {
    return Generation.newBuilder()
        .setStartId(ZOO.facts().get("bos").asLong())
        .addStopIds(ZOO.facts().get("eos").asLong())
        .setMaxSteps(ZOO.facts().get("max_steps").asInt());
  }

  private static End generate(Input input, Generation.Builder generation) {
    return server
        .calls()
        .manyToMany(
            Requests.manyToMany("seq2seq_gru", input).toBuilder().setGeneration(generation).build())
        .getGenerated();
  }

  private static Input input(com.fasterxml.jackson.databind.JsonNode example) {
    return Requests.of(new Sequence.Ids(longs(example.get("inputs").get("input").get("data"))));
  }

  private static long[] longs(com.fasterxml.jackson.databind.JsonNode array) {
    var longs = new long[array.size()];
    for (int index = 0; index < longs.length; index++) {
      longs[index] = array.get(index).asLong();
    }
    return longs;
  }

  private static List<Long> tokens(com.fasterxml.jackson.databind.JsonNode example) {
    return java.util.Arrays.stream(longs(example.get("tokens"))).boxed().toList();
  }
}

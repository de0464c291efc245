package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.core.Sequence;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Alternative;
import dev.unroll.v1.End;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Greedy, drawn and searched outputs, of decoders that look back at their encoder and others. */
class DecodingTest {
  private static final int CLIENTS = 12;
  private static final float TOLERANCE = 1e-4f;
  private static final List<ZooCase> ATTENTIVE =
      List.of(ZooCase.of("seq2seq_attention"), ZooCase.of("seq2seq_input_feeding"));
  private static final ZooCase PLAIN = ZooCase.of("seq2seq_gru");

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    for (var zoo : ATTENTIVE) {
      Folders.zoo(models, zoo.name());
    }
    Folders.zoo(models, PLAIN.name());
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void attention_greedy_makesTheFrameworksTokens() {
    for (var zoo : ATTENTIVE) {
      for (var example : zoo.facts().get("examples")) {
        assertGreedy(zoo, example);
      }
    }
  }

  @Test
  void attention_beams_findTheFrameworksOutputs() {
    for (var zoo : ATTENTIVE) {
      for (var example : zoo.facts().get("examples")) {
        assertBeams(zoo, example);
      }
    }
  }

  @Test
  void everyDecoding_amongOthers_givesWhatItGivesAlone() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (var zoo : List.of(ATTENTIVE.get(0), ATTENTIVE.get(1), PLAIN)) {
      for (var example : zoo.facts().get("examples")) {
        calls.add(() -> assertGreedy(zoo, example));
        for (int width : new int[] {1, 2, 5, 32}) {
          calls.add(asAlone(zoo, example, generation(zoo).setBeamWidth(width).setNBest(width)));
        }
        calls.add(asAlone(zoo, example, generation(zoo).setTemperature(1.5f).setSeed(3)));
        if (!zoo.equals(PLAIN)) {
          calls.add(() -> assertBeams(zoo, example));
        }
      }
    }
    Collections.shuffle(calls, new Random(4));
    Clients.run(CLIENTS, calls);
    Await.until("no row is left", () -> server.meter("unroll_rows") == 0);
  }

  private static Clients.Call asAlone(ZooCase zoo, JsonNode example, Generation.Builder how) {
    var alone = generate(zoo, example, how);
    return () -> {
      var end = generate(zoo, example, how);
      assertEquals(alone.getTokenIdsList(), end.getTokenIdsList());
      assertEquals(alone.getAlternativesList(), end.getAlternativesList());
    };
  }

  @Test
  void oneBeam_isGreedy() {
    for (var example : PLAIN.facts().get("examples")) {
      var greedy = generate(PLAIN, example, generation(PLAIN));
      var beam = generate(PLAIN, example, generation(PLAIN).setBeamWidth(1).setNBest(1));
      assertEquals(greedy.getTokenIdsList(), beam.getTokenIdsList());
      assertEquals(greedy.getReason(), beam.getReason());
      assertEquals(0, greedy.getAlternativesCount());
      assertEquals(1, beam.getAlternativesCount());
      assertIsTheFirst(beam);
    }
  }

  @Test
  void beams_streamed_arePiecesOfTheBest() throws Throwable {
    var zoo = ATTENTIVE.get(0);
    for (var example : zoo.facts().get("examples")) {
      var answers =
          StreamClient.open(server)
              .send(
                  StreamClient.first(zoo.name(), input(example))
                      .setGeneration(generation(zoo).setBeamWidth(4).setNBest(2))
                      .build())
              .finish();
      var end = answers.get(answers.size() - 1).getEnd();
      assertIsTheFirst(end);
      assertEquals(2, end.getAlternativesCount());
      assertEquals(end.getTokenIdsCount() + 1, answers.size());
      double score = 0;
      for (int step = 0; step < end.getTokenIdsCount(); step++) {
        assertEquals(end.getTokenIds(step), answers.get(step).getPiece().getTokenId());
        score += answers.get(step).getPiece().getLogProbability();
      }
      // The stop's share is in the score and in no piece.
      assertTrue(score >= end.getAlternatives(0).getScore() - TOLERANCE);
    }
  }

  @Test
  void caption_byBeams_namesTextsBestFirst() throws Exception {
    var image = Files.readAllBytes(Folders.bundled().resolve("caption-en/example.png"));
    try (var captions = ServerHarness.start(Folders.bundled())) {
      var answers =
          captions.ask(
              Requests.oneToMany("caption-en", Requests.image(image)).toBuilder()
                  .setGeneration(Generation.newBuilder().setBeamWidth(4).setNBest(4))
                  .build());
      var end = answers.get(answers.size() - 1).getEnd();
      var joined = new StringBuilder();
      answers.forEach(answer -> joined.append(answer.getPiece().getText()));
      assertEquals(end.getText(), joined.toString());
      assertIsTheFirst(end);
      var texts = end.getAlternativesList().stream().map(Alternative::getText).distinct().toList();
      assertEquals(4, texts.size());
      for (int rank = 1; rank < 4; rank++) {
        assertTrue(
            end.getAlternatives(rank - 1).getNormalisedScore()
                >= end.getAlternatives(rank).getNormalisedScore());
      }
    }
  }

  @Test
  void manifestsBeams_areTheDefault_untilARequestDraws(@TempDir Path folder) throws Exception {
    Folders.copy(Folders.bundled().resolve("caption-en"), folder.resolve("caption-en"));
    var manifest = folder.resolve("caption-en/model.yaml");
    var written = Files.readString(manifest);
    var beams = written.replace("max_steps:", "beam_width: 3, n_best: 2, max_steps:");
    assertTrue(!beams.equals(written), written);
    Files.writeString(manifest, beams);
    var image = Files.readAllBytes(Folders.bundled().resolve("caption-en/example.png"));
    try (var captions = ServerHarness.start(folder)) {
      var request = Requests.oneToMany("caption-en", Requests.image(image)).toBuilder();
      assertEquals(2, last(captions, request).getAlternativesCount());
      request.setGeneration(Generation.newBuilder().setBeamWidth(2).setNBest(1));
      assertEquals(1, last(captions, request).getAlternativesCount());
      request.setGeneration(Generation.newBuilder().setTemperature(1));
      assertEquals(0, last(captions, request).getAlternativesCount());
      request.setGeneration(Generation.newBuilder().setBeamWidth(1));
      assertEquals(0, last(captions, request).getAlternativesCount());
    }
  }

  private static End last(ServerHarness captions, dev.unroll.v1.OneToManyRequest.Builder request)
      throws Exception {
    var answers = captions.ask(request.build());
    return answers.get(answers.size() - 1).getEnd();
  }

  @Test
  void attention_isDescribedAsAGenerator() {
    for (var zoo : ATTENTIVE) {
      Model model = server.describe(zoo.name());
      assertEquals("generator", model.getPlan());
      assertTrue(model.getBatchInvariant(), zoo.name());
    }
  }

  private static void assertGreedy(ZooCase zoo, JsonNode example) {
    var end = generate(zoo, example, generation(zoo));
    assertEquals(longs(example.get("tokens")), end.getTokenIdsList(), zoo.name());
  }

  private static void assertBeams(ZooCase zoo, JsonNode example) {
    int width = zoo.facts().get("beam_width").asInt();
    var end = generate(zoo, example, generation(zoo).setBeamWidth(width).setNBest(width));
    assertIsTheFirst(end);
    var expected = example.get("beams");
    assertEquals(expected.size(), end.getAlternativesCount());
    for (int rank = 0; rank < expected.size(); rank++) {
      var found = end.getAlternatives(rank);
      var want = expected.get(rank);
      assertEquals(longs(want.get("tokens")), found.getTokenIdsList(), zoo.name());
      assertEquals(want.get("score").asDouble(), found.getScore(), TOLERANCE);
      assertEquals(want.get("normalised_score").asDouble(), found.getNormalisedScore(), TOLERANCE);
    }
  }

  private static void assertIsTheFirst(End end) {
    var first = end.getAlternatives(0);
    assertEquals(end.getText(), first.getText());
    assertEquals(end.getTokenIdsList(), first.getTokenIdsList());
    assertEquals(end.getReason(), first.getReason());
  }

  private static Generation.Builder generation(ZooCase zoo) {
    return Generation.newBuilder()
        .setStartId(zoo.facts().get("bos").asLong())
        .addStopIds(zoo.facts().get("eos").asLong())
        .setMaxSteps(zoo.facts().get("max_steps").asInt());
  }

  private static End generate(ZooCase zoo, JsonNode example, Generation.Builder generation) {
    return server
        .calls()
        .manyToMany(
            Requests.manyToMany(zoo.name(), input(example)).toBuilder()
                .setGeneration(generation)
                .build())
        .getGenerated();
  }

  private static Input input(JsonNode example) {
    var ids = longs(example.get("inputs").get("input").get("data"));
    return Requests.of(new Sequence.Ids(ids.stream().mapToLong(Long::longValue).toArray()));
  }

  private static List<Long> longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asLong).toList();
  }
}

package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.HandObserver;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Generation;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.OneToManyResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a request to its answer, on a lane that the test itself turns. */
class SequenceInferenceServiceTest {
  private static final String RANKER = "ranker";
  private static final String TAGGER = "lstm2_each";
  private static final String TRANSLATOR = "seq2seq_gru";
  private static final String CAPTIONER = "captioner";
  private static final List<String> LABELS = List.of("a", "b", "c", "d", "e");

  @TempDir private Path folder;

  private SmallEngine engine;
  private SequenceInferenceService service;

  @BeforeEach
  void open() throws Exception {
    var ranker = Folders.zoo(folder, "gru_last", RANKER, 1);
    Files.write(ranker.resolve("labels.txt"), LABELS);
    Files.writeString(ranker.resolve("model.yaml"), "output: {labels: labels.txt}");
    Folders.zoo(folder, TAGGER);
    Folders.zoo(folder, TRANSLATOR);
    var captioner = Folders.zoo(folder, TRANSLATOR, CAPTIONER, 1);
    Files.writeString(captioner.resolve("model.yaml"), "task: one-to-many");
    engine = SmallEngine.of(folder);
    var streams = new OpenStreams(1, 1, Duration.ZERO, engine.ticker, engine.meter);
    service = new SequenceInferenceService(engine.inference, streams, engine.meter);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Generation.Builder generation() {
    return Generation.newBuilder().setStartId(1).setMaxSteps(3);
  }

  private ManyToOneResponse ranked(int topK) {
    var observer = new HandObserver<ManyToOneResponse>();
    var request = Requests.manyToOne(RANKER, Requests.ids(1, 2)).toBuilder().setTopK(topK).build();
    service.manyToOne(request, observer);
    engine.lane.stepToTheEnd();
    assertEquals(List.of("message", "completed"), observer.told());
    return observer.messages().get(0);
  }

  @Test
  void topK_boundsTheLabels_andZeroOrMoreThanAnIntIsAllOfThem() {
    assertEquals(2, ranked(2).getLabelsCount());
    assertEquals(LABELS.size(), ranked(0).getLabelsCount());
    assertEquals(LABELS.size(), ranked(-1).getLabelsCount());
  }

  private HandObserver<ManyToManyResponse> many(ManyToManyRequest.Builder request) {
    var observer = new HandObserver<ManyToManyResponse>();
    service.manyToMany(request.build(), observer);
    engine.lane.stepToTheEnd();
    return observer;
  }

  private static ManyToManyRequest.Builder request(String model) {
    return Requests.manyToMany(model, Requests.ids(1, 2)).toBuilder();
  }

  @Test
  void whatDoesNotGoWithTheModel_isRefused_andTheModelIsHeldNoLonger() {
    assertEquals(List.of("INVALID_ARGUMENT"), many(request(TRANSLATOR).setRaw(true)).told());
    assertEquals(
        List.of("INVALID_ARGUMENT"),
        many(request(TRANSLATOR).setGeneration(generation().setTopP(2))).told());
    assertEquals(
        List.of("INVALID_ARGUMENT"), many(request(TAGGER).setGeneration(generation())).told());
    assertFalse(engine.isHeldWhenUnloaded(TRANSLATOR));
    assertFalse(engine.isHeldWhenUnloaded(TAGGER));
  }

  @Test
  void alternatives_areNamedWhereTheyAreAskedFor_withTheirScores() {
    var plain = many(request(TRANSLATOR).setGeneration(generation())).messages().get(0);
    assertEquals(0, plain.getGenerated().getAlternativesCount());
    var one = many(request(TRANSLATOR).setGeneration(generation().setNBest(1))).messages().get(0);
    assertEquals(1, one.getGenerated().getAlternativesCount());
    assertTrue(one.getGenerated().getAlternatives(0).getScore() < 0);
    var beams = many(request(TRANSLATOR).setGeneration(generation().setBeamWidth(3).setNBest(2)));
    assertEquals(2, beams.messages().get(0).getGenerated().getAlternativesCount());
  }

  @Test
  void pieces_haveTheLikelihoodOfTheirSteps() {
    var observer = new HandObserver<OneToManyResponse>();
    var request =
        Requests.oneToMany(CAPTIONER, Requests.ids(1, 2)).toBuilder()
            .setGeneration(generation().addStopIds(0))
            .build();
    service.oneToMany(request, observer);
    engine.lane.stepToTheEnd();
    var messages = observer.messages();
    assertEquals("completed", observer.told().get(messages.size()));
    for (var message : messages.subList(0, messages.size() - 1)) {
      assertTrue(message.getPiece().getLogProbability() < 0, message::toString);
    }
    var end = messages.get(messages.size() - 1).getEnd();
    assertEquals(messages.size() - 1, end.getTokenIdsCount());
  }

  @Test
  void clientThatLeaves_isToldNothing_andItsModelIsHeldNoLonger() {
    var observer = new HandObserver<ManyToManyResponse>();
    service.manyToMany(request(TAGGER).build(), observer);
    observer.cancel();
    assertFalse(engine.isHeldWhenUnloaded(TAGGER));
    engine.lane.stepToTheEnd();
    assertEquals(List.of(), observer.told());
  }

  @Test
  void answeredCall_holdsItsModelNoLonger() {
    var observer = new HandObserver<ManyToManyResponse>();
    service.manyToMany(request(TAGGER).build(), observer);
    assertTrue(engine.isHeldWhenUnloaded(TAGGER));
    engine.lane.stepToTheEnd();
    assertEquals(List.of("message", "completed"), observer.told());
  }
}

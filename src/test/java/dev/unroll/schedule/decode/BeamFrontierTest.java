package dev.unroll.schedule.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.schedule.PlainBeams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BeamFrontierTest {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  /** A random decoder, and a way to search it. */
  private record Case(
      PlainBeams.Decoder decoder,
      int width,
      int best,
      int maxSteps,
      float lengthPenalty,
      Set<Long> stopIds) {
    static Case draw(Random random) {
      int width = 2 + random.nextInt(6);
      long weights = random.nextLong();
      int vocabulary = 3 + random.nextInt(8);
      float spread = 0.2f + 3 * random.nextFloat();
      PlainBeams.Decoder decoder =
          beginning -> {
            var own = new Random(31 * weights + beginning.hashCode());
            var logits = new float[vocabulary];
            for (int token = 0; token < vocabulary; token++) {
              logits[token] = spread * (float) own.nextGaussian();
            }
            return logits;
          };
      var stopIds =
          switch (random.nextInt(3)) {
            case 0 -> Set.<Long>of();
            case 1 -> Set.of(1L);
            default -> Set.of(0L, 2L);
          };
      return new Case(
          decoder,
          width,
          1 + random.nextInt(width),
          1 + random.nextInt(6),
          new float[] {0, 0.6f, 1, 2}[random.nextInt(4)],
          stopIds);
    }

    List<PlainBeams.Output> plain() {
      return PlainBeams.search(decoder, width, best, maxSteps, lengthPenalty, stopIds);
    }

    Searched search() {
      return BeamFrontierTest.search(
          decoder, new Decoding.Beams(width, best), maxSteps, lengthPenalty, stopIds);
    }
  }

  /** What a search has found, and how many steps it took. */
  private record Searched(List<GeneratedOutput> best, int steps) {
    List<List<Long>> ids() {
      return best.stream().map(BeamFrontierTest::ids).toList();
    }
  }

  @Test
  void search_findsWhatThePlainOneFinds() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    boolean early = false;
    for (int round = 0; round < 3000; round++) {
      var drawn = Case.draw(random);
      var expected = drawn.plain();
      var found = drawn.search();
      assertSame(expected, found.best(), "seed " + seed + ", round " + round + ", " + drawn);
      early |= found.steps() < drawn.maxSteps();
    }
    assertTrue(early, "no search ended before its last step");
  }

  @Test
  void best_moreOfThem_changesNotTheFirst() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      var drawn = Case.draw(random);
      var all = withBest(drawn, drawn.width()).search().ids();
      for (int best = 1; best <= drawn.width(); best++) {
        var some = withBest(drawn, best).search().ids();
        assertEquals(all.subList(0, Math.min(best, all.size())), some, "seed " + seed);
      }
    }
  }

  private static Case withBest(Case drawn, int best) {
    return new Case(
        drawn.decoder(),
        drawn.width(),
        best,
        drawn.maxSteps(),
        drawn.lengthPenalty(),
        drawn.stopIds());
  }

  @Test
  void widthOfAllOutputs_findsTheBestOfAll() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var drawn = Case.draw(random);
      var exhaustive =
          new Case(
              beginning -> Arrays.copyOf(drawn.decoder().logitsAfter(beginning), 3),
              27,
              1,
              3,
              drawn.lengthPenalty(),
              drawn.stopIds());
      var found = exhaustive.search().best().get(0);
      var best = enumerate(exhaustive, List.of(), 0);
      assertEquals(best.ids(), ids(found), "seed " + seed);
      assertEquals(best.normalised(), found.normalisedScore(), 1e-9, "seed " + seed);
    }
  }

  /** The best of all outputs that begin so. */
  private static PlainBeams.Output enumerate(Case of, List<Long> beginning, double score) {
    if (beginning.size() == of.maxSteps()) {
      return output(of, beginning, score, beginning.size());
    }
    var logits = of.decoder().logitsAfter(beginning);
    double logTotal = Logits.logTotal(logits, Logits.likeliest(logits));
    PlainBeams.Output best = null;
    for (long token = 0; token < logits.length; token++) {
      double sum = score + logits[(int) token] - logTotal;
      PlainBeams.Output other;
      if (of.stopIds().contains(token)) {
        other = output(of, beginning, sum, beginning.size() + 1);
      } else {
        var longer = new ArrayList<>(beginning);
        longer.add(token);
        other = enumerate(of, longer, sum);
      }
      best = best == null || other.normalised() > best.normalised() ? other : best;
    }
    return Objects.requireNonNull(best);
  }

  private static PlainBeams.Output output(Case of, List<Long> ids, double score, int length) {
    return new PlainBeams.Output(ids, score, score / Math.pow(length, of.lengthPenalty()));
  }

  @Test
  void equalScores_theLowerBeamAndThenTheLowerTokenIsBetter() {
    var found = search(beginning -> new float[4], new Decoding.Beams(3, 3), 2, 1, Set.of());
    assertEquals(List.of(List.of(0L, 0L), List.of(0L, 1L), List.of(0L, 2L)), found.ids());
  }

  @Test
  void lengthPenalty_decidesBetweenShortAndLong() {
    // Stopping at once: log 0.4. Going on: log 0.6, and log 0.55 for the stop after it.
    PlainBeams.Decoder decoder =
        beginning -> beginning.isEmpty() ? logs(0.6, 0.4) : logs(0.45, 0.55);
    assertEquals(List.of(), first(decoder, 0));
    assertEquals(List.of(0L), first(decoder, 1));
  }

  private static List<Long> first(PlainBeams.Decoder decoder, float lengthPenalty) {
    return search(decoder, new Decoding.Beams(2, 1), 2, lengthPenalty, Set.of(1L)).ids().get(0);
  }

  @Test
  void sureStop_endsTheSearchAtOnce() {
    PlainBeams.Decoder decoder = beginning -> logs(0.01, 0.98, 0.01);
    var found = search(decoder, new Decoding.Beams(2, 1), 100, 0, Set.of(1L));
    assertEquals(1, found.steps());
    assertEquals(StopReason.STOP_ID, found.best().get(0).reason());
  }

  @Test
  void stopIds_ofOneBeginning_endOneOutput() {
    PlainBeams.Decoder decoder = beginning -> logs(0.2, 0.5, 0.3);
    var found = search(decoder, new Decoding.Beams(3, 3), 1, 1, Set.of(1L, 2L));
    assertEquals(List.of(List.of(), List.of(0L)), found.ids());
    assertEquals(Math.log(0.5), found.best().get(0).score(), 1e-6);
  }

  @Test
  void impossibleTokens_makeNoBeams() {
    PlainBeams.Decoder decoder = beginning -> new float[] {NEVER, 0, NEVER, 0};
    var found = search(decoder, new Decoding.Beams(8, 8), 2, 1, Set.of(2L));
    assertEquals(
        List.of(List.of(1L, 1L), List.of(1L, 3L), List.of(3L, 1L), List.of(3L, 3L)), found.ids());
    var onlyStop = search(beginning -> logs(0, 1), new Decoding.Beams(2, 2), 5, 1, Set.of(1L));
    assertEquals(List.of(List.of()), onlyStop.ids());
    assertEquals(1, onlyStop.steps());
  }

  @Test
  void hypothesis_knowsItsSteps() {
    PlainBeams.Decoder decoder = beginning -> logs(0.7, 0.3);
    var best = search(decoder, new Decoding.Beams(2, 1), 3, 1, Set.of()).best().get(0);
    float each = (float) Math.log(0.7);
    assertArrayEquals(new float[] {each, each, each}, best.logProbabilities(), 1e-6f);
    assertEquals(3 * Math.log(0.7), best.score(), 1e-6);
    assertEquals(Math.log(0.7), best.normalisedScore(), 1e-6);
    assertEquals(StopReason.MAX_STEPS, best.reason());
  }

  @Test
  void logitsThatAreNoNumbers_areAFaultOfTheModel() {
    var fault =
        assertThrows(
            Fault.class,
            () ->
                search(
                    beginning -> new float[] {0, Float.NaN},
                    new Decoding.Beams(2, 1),
                    3,
                    1,
                    Set.of()));
    assertEquals(Fault.Kind.INTERNAL, fault.kind());
  }

  private static Searched search(
      PlainBeams.Decoder decoder,
      Decoding.Beams beams,
      int maxSteps,
      float lengthPenalty,
      Set<Long> stopIds) {
    int vocabulary = decoder.logitsAfter(List.of()).length;
    var stops =
        stopIds.stream().filter(id -> id < vocabulary).mapToInt(Long::intValue).sorted().toArray();
    var frontier = new BeamFrontier(beams, maxSteps, lengthPenalty, stops);
    var beginnings = new ArrayList<List<Long>>(List.of(List.of()));
    for (int steps = 1; ; steps++) {
      var before = List.copyOf(beginnings);
      var next = frontier.advance(before.stream().map(decoder::logitsAfter).toList());
      if (next.isEmpty()) {
        return new Searched(frontier.best(), steps);
      }
      beginnings.clear();
      for (var beam : next) {
        var longer = new ArrayList<>(before.get(beam.parent()));
        longer.add((long) beam.token());
        beginnings.add(longer);
      }
    }
  }

  private static void assertSame(
      List<PlainBeams.Output> expected, List<GeneratedOutput> found, String message) {
    assertEquals(
        expected.stream().map(PlainBeams.Output::ids).toList(),
        found.stream().map(BeamFrontierTest::ids).toList(),
        message);
    for (int rank = 0; rank < found.size(); rank++) {
      assertEquals(expected.get(rank).score(), found.get(rank).score(), 1e-6, message);
      assertEquals(
          expected.get(rank).normalised(), found.get(rank).normalisedScore(), 1e-6, message);
    }
  }

  private static List<Long> ids(GeneratedOutput generatedOutput) {
    return Arrays.stream(generatedOutput.ids()).boxed().toList();
  }

  private static float[] logs(double... probabilities) {
    var logits = new float[probabilities.length];
    for (int token = 0; token < logits.length; token++) {
      logits[token] = (float) Math.log(probabilities[token]);
    }
    return logits;
  }
}

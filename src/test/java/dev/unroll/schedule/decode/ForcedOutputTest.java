package dev.unroll.schedule.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A given output has the score that a beam search gives to it. */
class ForcedOutputTest {
  private static final int WIDTH = 5;

  /** Random logits after each prefix. */
  private record Decoder(long seed, int vocabulary) {
    float[] logitsAfter(List<Long> prefix) {
      var random = new Random(31 * seed + prefix.hashCode());
      var logits = new float[vocabulary];
      for (int token = 0; token < vocabulary; token++) {
        logits[token] = 3 * (float) random.nextGaussian();
      }
      return logits;
    }
  }

  private static GenerationOptions options(int maxSteps, float lengthPenalty, Set<Long> stopIds) {
    return new GenerationOptions(
        new Decoding.Beams(WIDTH, WIDTH), maxSteps, lengthPenalty, 0, stopIds, true);
  }

  private static List<GeneratedOutput> search(Decoder decoder, GenerationOptions options) {
    var frontier =
        new BeamFrontier(
            (Decoding.Beams) options.decoding(),
            options.maxSteps(),
            options.lengthPenalty(),
            options.stopIdsBelow(decoder.vocabulary));
    var prefixes = List.of(List.<Long>of());
    while (!prefixes.isEmpty()) {
      var next = new ArrayList<List<Long>>();
      for (var beam : frontier.advance(prefixes.stream().map(decoder::logitsAfter).toList())) {
        var longer = new ArrayList<>(prefixes.get(beam.parent()));
        longer.add((long) beam.token());
        next.add(longer);
      }
      prefixes = next;
    }
    return frontier.best();
  }

  private static GeneratedOutput forced(Decoder decoder, GenerationOptions options, long... ids) {
    var output = new ForcedOutput(3, ids, options, options.stopIdsBelow(decoder.vocabulary));
    var prefix = new ArrayList<Long>();
    while (output.stepsLeft() > 0) {
      if (!prefix.isEmpty()) {
        assertEquals(prefix.get(prefix.size() - 1), output.nextInput());
      }
      var logits = decoder.logitsAfter(prefix);
      output.read(logits, Logits.logTotal(logits, Logits.likeliest(logits)));
      if (prefix.size() < ids.length) {
        prefix.add(ids[prefix.size()]);
      }
    }
    return output.complete();
  }

  @Test
  void score_isTheOneThatABeamSearchGives() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var reasons = new HashMap<StopReason, Integer>();
    for (int round = 0; round < 1000; round++) {
      var decoder = new Decoder(random.nextLong(), 3 + random.nextInt(6));
      var options =
          options(
              1 + random.nextInt(5),
              new float[] {0, 0.6f, 1, 2}[random.nextInt(4)],
              List.of(Set.of(1L), Set.of(0L, 2L)).get(random.nextInt(2)));
      for (var found : search(decoder, options)) {
        if (found.ids().length > 0) {
          var given = forced(decoder, options, found.ids());
          assertEquals(found.score(), given.score(), () -> "seed " + seed);
          assertEquals(found.normalisedScore(), given.normalisedScore(), () -> "seed " + seed);
          assertEquals(found.reason(), given.reason());
          assertArrayEquals(found.ids(), given.ids());
          assertArrayEquals(found.logProbabilities(), given.logProbabilities());
          reasons.merge(found.reason(), 1, Integer::sum);
        }
      }
    }
    assertEquals(Set.of(StopReason.values()), reasons.keySet());
  }

  @Test
  void scores_ofAllOutputs_addUpToOne() {
    var decoder = new Decoder(8, 4);
    var options = options(3, 1, Set.of(0L));
    // Every output but the empty one, which only a stop id makes.
    double sum = Math.exp(stopAtOnce(decoder));
    for (var ids : allOf(3)) {
      sum += Math.exp(forced(decoder, options, ids).score());
    }
    assertEquals(1, sum, 1e-9);
  }

  private static double stopAtOnce(Decoder decoder) {
    var logits = decoder.logitsAfter(List.of());
    return logits[0] - Logits.logTotal(logits, Logits.likeliest(logits));
  }

  /** Returns all outputs of 1 to that many ids of 1, 2 and 3. */
  private static List<long[]> allOf(int most) {
    var all = new ArrayList<long[]>();
    all.add(new long[0]);
    for (int place = 0; place < all.size(); place++) {
      for (long id = 1; id <= 3 && all.get(place).length < most; id++) {
        var longer = Arrays.copyOf(all.get(place), all.get(place).length + 1);
        longer[longer.length - 1] = id;
        all.add(longer);
      }
    }
    return all.subList(1, all.size());
  }

  @Test
  void stopIds_thatEndAnOutput_countOnlyByTheLikeliest() {
    var decoder = new Decoder(5, 6);
    double first = forced(decoder, options(4, 0, Set.of(0L)), 1).score();
    double second = forced(decoder, options(4, 0, Set.of(2L)), 1).score();
    double both = forced(decoder, options(4, 0, Set.of(0L, 2L)), 1).score();
    assertEquals(Math.max(first, second), both);
  }

  @Test
  void idThatCannotBe_hasNoProbability() {
    var output = new ForcedOutput(0, new long[] {1}, options(4, 1, Set.of(0L)), new int[] {0});
    float[] logits = {0, Float.NEGATIVE_INFINITY};
    output.read(logits, Logits.logTotal(logits, 0));
    output.read(logits, Logits.logTotal(logits, 0));
    assertEquals(Double.NEGATIVE_INFINITY, output.complete().score());
    assertEquals(0, output.stepsLeft());
    assertTrue(output.complete().normalisedScore() < 0);
  }
}

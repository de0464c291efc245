package dev.unroll.schedule.decode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Of all steps that all beams could take, the best: as many as there shall be beams, none of them a
 * stop id, and beside them those that end an output. The better score comes first; of equals the
 * one of the lower beam, then the lower token.
 */
final class BeamCandidates {
  /**
   * A step that a beam could take.
   *
   * @param beam the beam's place
   * @param score of the beam and the step together
   */
  record Candidate(int beam, int token, double logProbability, double score) {
    private static final Comparator<Candidate> BEST_FIRST =
        Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparingInt(Candidate::beam)
            .thenComparingInt(Candidate::token);
  }

  private final int width;
  private final int[] stopIds;

  /** The best that go on, best first. */
  private final List<Candidate> ongoing = new ArrayList<>();

  private final List<Candidate> ending = new ArrayList<>();

  /**
   * @param width how many shall go on
   * @param stopIds those that the decoder can give
   */
  BeamCandidates(int width, int[] stopIds) {
    this.width = width;
    this.stopIds = stopIds;
  }

  /**
   * Takes in all steps that the next beam could take. Beams come in their order.
   *
   * @param score the beam's, until now
   * @param logits shape {@code [vocabulary]}; not kept
   */
  void offer(int beam, double score, float[] logits) {
    double logTotal = Logits.logTotal(logits, Logits.likeliest(logits));
    double offset = score - logTotal;
    // Whoever equals the last of them came later, and is worse by that.
    double bar = bar();
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] + offset > bar && !isStop(token)) {
        insert(candidate(beam, token, logits, logTotal, offset));
        bar = bar();
      }
    }
    Candidate best = null;
    for (int token : stopIds) {
      var candidate = candidate(beam, token, logits, logTotal, offset);
      if (best == null || Candidate.BEST_FIRST.compare(candidate, best) < 0) {
        best = candidate;
      }
    }
    // Two stop ids end the same output: the better one does.
    if (best != null && best.score() > Double.NEGATIVE_INFINITY) {
      ending.add(best);
    }
  }

  private static Candidate candidate(
      int beam, int token, float[] logits, double logTotal, double offset) {
    return new Candidate(beam, token, logits[token] - logTotal, logits[token] + offset);
  }

  private double bar() {
    return ongoing.size() < width
        ? Double.NEGATIVE_INFINITY
        : ongoing.get(ongoing.size() - 1).score();
  }

  private boolean isStop(int token) {
    for (int stop : stopIds) {
      if (token == stop) {
        return true;
      }
    }
    return false;
  }

  private void insert(Candidate candidate) {
    if (ongoing.size() == width) {
      ongoing.remove(width - 1);
    }
    int place = ongoing.size();
    while (place > 0 && ongoing.get(place - 1).score() < candidate.score()) {
      place--;
    }
    ongoing.add(place, candidate);
  }

  /** The best that go on, best first; fewer than the width where no others are possible. */
  List<Candidate> ongoing() {
    return ongoing;
  }

  /**
   * Those that end an output, best first: those among the best of all, as many as there shall be
   * beams. A stop id worse than that would be no beam either, were it another id.
   */
  List<Candidate> ending() {
    var best = new ArrayList<>(ongoing);
    best.addAll(ending);
    best.sort(Candidate.BEST_FIRST);
    return best.stream().limit(width).filter(ending::contains).toList();
  }
}

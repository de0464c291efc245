package dev.unroll.schedule.decode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects the best next steps of all beams: the best that go on, as many as there are beams, and
 * the best stop ids. A higher score comes first; of equal scores the lower beam, then the lower
 * token.
 */
final class BeamCandidates {
  /**
   * A possible next step of a beam.
   *
   * @param beam the beam's index
   * @param logProbability the step's own
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

  /** The best steps that go on, best first. */
  private final List<Candidate> ongoing = new ArrayList<>();

  private final List<Candidate> ending = new ArrayList<>();

  /**
   * @param width how many beams go on
   * @param stopIds the stop ids below the vocabulary size
   */
  BeamCandidates(int width, int[] stopIds) {
    this.width = width;
    this.stopIds = stopIds;
  }

  /**
   * Adds all next steps of one beam. The beams must be added in their order.
   *
   * @param score the beam's score so far
   * @param logits shape {@code [vocabulary]}; not kept
   */
  void offer(int beam, double score, float[] logits) {
    double logTotal = Logits.logTotal(logits, Logits.likeliest(logits));
    double offset = score - logTotal;
    // A candidate that equals the last one comes later in the order, so it is not better.
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
    // All stop ids of a beam end the same output, so only the best one counts.
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

  /** Returns the best steps that go on, best first; fewer than the width if there are no others. */
  List<Candidate> ongoing() {
    return ongoing;
  }

  /**
   * Returns the stop ids that end an output, best first. A stop id counts only if it is among the
   * {@code width} best candidates, as an id that goes on must be.
   */
  List<Candidate> ending() {
    var best = new ArrayList<>(ongoing);
    best.addAll(ending);
    best.sort(Candidate.BEST_FIRST);
    return best.stream().limit(width).filter(ending::contains).toList();
  }
}

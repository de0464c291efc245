package dev.unroll.schedule.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a beam search: the prefixes that it goes on with, and the best complete outputs. It
 * does not depend on the decoder.
 *
 * <p>The search is over when no prefix can become better than the worst of the wanted outputs. A
 * prefix's score only falls, and with a length penalty of at least 0 the greatest length divides it
 * by the most. So its score at the greatest length is an upper bound, and ending early never
 * changes the result.
 */
final class BeamFrontier {
  private static final Comparator<GeneratedOutput> BEST_FIRST =
      Comparator.comparingDouble(GeneratedOutput::normalisedScore).reversed();

  /**
   * A beam for the next step.
   *
   * @param parent the index of the beam that it continues
   * @param token the token that it adds
   */
  record Beam(int parent, int token) {}

  private final Decoding.Beams beams;
  private final int maxSteps;
  private final float lengthPenalty;
  private final int[] stopIds;

  /** The prefixes, best first; null stands for the empty prefix. */
  private List<@Nullable BeamNode> trails = Collections.singletonList(null);

  /** Best first; of equal scores the one completed first, then the one of the better beam. */
  private final List<GeneratedOutput> complete = new ArrayList<>();

  /**
   * @param maxSteps at least 1
   * @param stopIds the stop ids below the vocabulary size
   */
  BeamFrontier(Decoding.Beams beams, int maxSteps, float lengthPenalty, int[] stopIds) {
    this.beams = beams;
    this.maxSteps = maxSteps;
    this.lengthPenalty = lengthPenalty;
    this.stopIds = stopIds;
  }

  /**
   * Advances the search by a step.
   *
   * @param logits one {@code [vocabulary]} for each beam, in the order of the beams; one for the
   *     first step
   * @return the beams of the next step; empty if the search is over
   */
  List<Beam> advance(List<float[]> logits) {
    var candidates = new BeamCandidates(beams.width(), stopIds);
    for (int beam = 0; beam < logits.size(); beam++) {
      var beamNode = trails.get(beam);
      candidates.offer(beam, beamNode == null ? 0 : beamNode.score(), logits.get(beam));
    }
    for (var candidate : candidates.ending()) {
      add(trail(candidate).end(StopReason.STOP_ID, lengthPenalty));
    }
    var ongoing = candidates.ongoing();
    var next = new ArrayList<@Nullable BeamNode>();
    for (var candidate : ongoing) {
      next.add(trail(candidate));
    }
    trails = next;
    if (isOver()) {
      return List.of();
    }
    return ongoing.stream()
        .map(candidate -> new Beam(candidate.beam(), candidate.token()))
        .toList();
  }

  private BeamNode trail(BeamCandidates.Candidate candidate) {
    var before = trails.get(candidate.beam());
    return new BeamNode(
        before,
        candidate.token(),
        candidate.logProbability(),
        candidate.score(),
        before == null ? 1 : before.length() + 1);
  }

  private boolean isOver() {
    var best = trails.isEmpty() ? null : trails.get(0);
    if (best == null) {
      return true;
    }
    if (best.length() == maxSteps) {
      for (var beamNode : trails) {
        if (beamNode != null) {
          add(beamNode.end(StopReason.MAX_STEPS, lengthPenalty));
        }
      }
      return true;
    }
    double bestToBe = GeneratedOutput.normalise(best.score(), maxSteps, lengthPenalty);
    return complete.size() == beams.best()
        && complete.get(complete.size() - 1).normalisedScore() >= bestToBe;
  }

  private void add(GeneratedOutput generatedOutput) {
    complete.add(generatedOutput);
    complete.sort(BEST_FIRST);
    if (complete.size() > beams.best()) {
      complete.remove(complete.size() - 1);
    }
  }

  /** Returns the outputs, best first: as many as are wanted, or fewer if there are not as many. */
  List<GeneratedOutput> best() {
    return List.copyOf(complete);
  }
}

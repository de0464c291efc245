package dev.unroll.schedule.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a beam search has come: the beginnings of outputs that it goes on with, and the best
 * outputs that are complete. It knows scores and no decoder.
 *
 * <p>The search is over when no beginning can become better than the worst output that is wanted. A
 * beginning's score only falls, and length helps it most at the most steps, so that its score over
 * that length is the best it can become; with a length penalty from 0 on the search therefore ends
 * early only where going on would change nothing.
 */
final class BeamFrontier {
  private static final Comparator<GeneratedOutput> BEST_FIRST =
      Comparator.comparingDouble(GeneratedOutput::normalisedScore).reversed();

  /**
   * A beam of the next step.
   *
   * @param parent the place of the beam that it goes on from
   * @param token what it goes on with
   */
  record Beam(int parent, int token) {}

  private final Decoding.Beams beams;
  private final int maxSteps;
  private final float lengthPenalty;
  private final int[] stopIds;

  /** The beginnings, best first; null: the empty one. */
  private List<@Nullable BeamNode> trails = Collections.singletonList(null);

  /** Best first; of equals the one that was complete first, then the one of the better beam. */
  private final List<GeneratedOutput> complete = new ArrayList<>();

  /**
   * @param maxSteps at least 1
   * @param stopIds those that the decoder can give
   */
  BeamFrontier(Decoding.Beams beams, int maxSteps, float lengthPenalty, int[] stopIds) {
    this.beams = beams;
    this.maxSteps = maxSteps;
    this.lengthPenalty = lengthPenalty;
    this.stopIds = stopIds;
  }

  /**
   * Goes a step on.
   *
   * @param logits of each beam, in their order; at first there is one
   * @return the beams from now on; none: the search is over
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

  /** The outputs, best first: as many as are wanted, or as there are. */
  List<GeneratedOutput> best() {
    return List.copyOf(complete);
  }
}

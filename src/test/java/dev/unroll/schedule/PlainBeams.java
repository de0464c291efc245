package dev.unroll.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Beam search as plain as it can be said: all candidates in a list, sorted; every prefix computed
 * anew; never stopped before the last step.
 */
public final class PlainBeams {
  /** A decoder: the logits after a beginning of an output. */
  @FunctionalInterface
  public interface Decoder {
    float[] logitsAfter(List<Long> beginning);
  }

  /** An output, or a beginning of one. */
  public record Output(List<Long> ids, double score, double normalised) {}

  private record Candidate(Output from, long token, double score) {}

  private PlainBeams() {}

  public static List<Output> search(
      Decoder decoder, int width, int best, int maxSteps, double lengthPenalty, Set<Long> stopIds) {
    var live = List.of(new Output(List.of(), 0, 0));
    var complete = new ArrayList<Output>();
    for (int length = 1; length <= maxSteps; length++) {
      double divisor = Math.pow(length, lengthPenalty);
      var candidates = new ArrayList<Candidate>();
      for (var beginning : live) {
        candidates.addAll(candidates(beginning, decoder, stopIds));
      }
      candidates.sort(Comparator.comparingDouble(candidate -> -candidate.score()));
      var next = new ArrayList<Output>();
      for (int rank = 0; rank < candidates.size(); rank++) {
        var candidate = candidates.get(rank);
        if (!stopIds.contains(candidate.token())) {
          var ids = new ArrayList<>(candidate.from().ids());
          ids.add(candidate.token());
          next.add(new Output(ids, candidate.score(), candidate.score() / divisor));
        } else if (rank < width) {
          complete.add(
              new Output(candidate.from().ids(), candidate.score(), candidate.score() / divisor));
        }
      }
      live = List.copyOf(next.subList(0, Math.min(width, next.size())));
    }
    complete.addAll(live);
    complete.sort(Comparator.comparingDouble(output -> -output.normalised()));
    return complete.subList(0, Math.min(best, complete.size()));
  }

  /** Of the stop ids only the likeliest: they end the same output. */
  private static List<Candidate> candidates(Output beginning, Decoder decoder, Set<Long> stopIds) {
    var logits = decoder.logitsAfter(beginning.ids());
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit);
    }
    var candidates = new ArrayList<Candidate>();
    Candidate stop = null;
    for (int token = 0; token < logits.length; token++) {
      var candidate =
          new Candidate(beginning, token, beginning.score() + logits[token] - Math.log(total));
      if (!stopIds.contains((long) token)) {
        candidates.add(candidate);
      } else if (stop == null || candidate.score() > stop.score()) {
        stop = candidate;
      }
    }
    if (stop != null) {
      candidates.add(stop);
    }
    return candidates;
  }
}

package dev.unroll.schedule.decode;

/**
 * A given output while its steps are scored. Its score is the one that a beam search gives to the
 * same output.
 */
final class ForcedOutput {
  private final int place;
  private final long[] ids;
  private final GenerationOptions options;
  private final int[] stopIds;
  private final float[] logProbabilities;
  private int read;
  private double score;

  /**
   * @param place the output's index in the request
   * @param ids without a stop id; 1 to {@code maxSteps} of them
   * @param stopIds the stop ids below the vocabulary size; at least one if there are fewer ids than
   *     {@code maxSteps}
   */
  ForcedOutput(int place, long[] ids, GenerationOptions options, int[] stopIds) {
    this.place = place;
    this.ids = ids;
    this.options = options;
    this.stopIds = stopIds;
    this.logProbabilities = new float[ids.length];
  }

  /** Returns how many steps are left: one for each id, and one for the stop id. */
  int stepsLeft() {
    return steps() - read;
  }

  /** An output of the greatest length ends without a stop id, as a generated one does. */
  private int steps() {
    return Math.min(options.maxSteps(), ids.length + 1);
  }

  /**
   * Reads the logits of the next step.
   *
   * @param logits shape {@code [vocabulary]}; not kept
   * @param logTotal the result of {@link Logits#logTotal}
   */
  void read(float[] logits, double logTotal) {
    int token = read < ids.length ? Math.toIntExact(ids[read]) : likeliestStop(logits);
    if (read < ids.length) {
      logProbabilities[read] = (float) (logits[token] - logTotal);
    }
    score = logits[token] + (score - logTotal);
    read++;
  }

  /** All stop ids end the same output, so only the likeliest one counts. */
  private int likeliestStop(float[] logits) {
    int likeliest = stopIds[0];
    for (int stop : stopIds) {
      if (logits[stop] > logits[likeliest]) {
        likeliest = stop;
      }
    }
    return likeliest;
  }

  /** Returns the decoder's next input: the id that was read last. */
  long nextInput() {
    return ids[read - 1];
  }

  /** Returns the output. There must be no steps left. */
  GeneratedOutput complete() {
    return new GeneratedOutput(
        place,
        ids,
        logProbabilities,
        read > ids.length ? StopReason.STOP_ID : StopReason.MAX_STEPS,
        score,
        GeneratedOutput.normalise(score, read, options.lengthPenalty()));
  }
}

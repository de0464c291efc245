package dev.unroll.baseline.compute;

import dev.unroll.core.Sequence;

/**
 * One sequence to compute.
 *
 * @param maxSteps how much to generate, for a model that does
 * @param startId what a decoder begins with
 */
public record Question(Sequence sequence, int maxSteps, long startId) {
  public Question(Sequence sequence) {
    this(sequence, 0, 0);
  }
}

package dev.unroll.codec;

/**
 * The limits that a model's graph and manifest set for a sequence.
 *
 * @param vocabularySize ids are in {@code [0, vocabularySize)}; 0 if it is unknown
 * @param minSteps the smallest length, at least 1
 * @param maxSteps the largest length; equal to {@code minSteps} if the length is fixed
 */
public record InputBounds(long vocabularySize, int minSteps, int maxSteps) {
  public InputBounds {
    if (vocabularySize < 0 || minSteps < 1 || maxSteps < minSteps) {
      throw new IllegalArgumentException(
          "bounds need 1 <= minSteps <= maxSteps and a vocabulary size of at least 0, not "
              + minSteps
              + ", "
              + maxSteps
              + " and "
              + vocabularySize);
    }
  }
}

package dev.unroll.codec;

import dev.unroll.runtime.ElementType;

/**
 * The limits that a model's graph and manifest set for a sequence.
 *
 * @param type the element type of the graph's input
 * @param vocabularySize ids are in {@code [0, vocabularySize)}; 0 if it is unknown
 * @param minSteps the smallest length, at least 1
 * @param maxSteps the largest length; equal to {@code minSteps} if the length is fixed
 */
public record InputBounds(ElementType type, long vocabularySize, int minSteps, int maxSteps) {
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

  /**
   * Returns the least integer that the input takes. Types of one or two bytes also hold numbers
   * that are no ids, such as samples of sound; those of more are for ids, which begin at 0.
   */
  long leastId() {
    return vocabularySize == 0 && type.bytes() <= Short.BYTES ? type.least() : 0;
  }

  /** Returns the largest integer that the input takes: the last id, or the most that fits. */
  public long lastId() {
    return vocabularySize == 0 ? type.most() : Math.min(vocabularySize - 1, type.most());
  }
}

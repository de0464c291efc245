package dev.unroll.schedule;

import dev.unroll.plan.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * What rows must have in common to share a slice without padding.
 *
 * @param alone a row that shares its slices with no other; null otherwise
 */
record SliceKey(Stage stage, int steps, int attendedSteps, @Nullable Row alone) {
  /** Stands for a stage that takes any number of steps: rows of any lengths can share a slice. */
  static final int ANY_STEPS = 0;

  /** Whether a slice may take some of a row's steps. */
  boolean isSliced() {
    return steps == ANY_STEPS;
  }
}

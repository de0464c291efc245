package dev.unroll.schedule;

import dev.unroll.plan.Stage;

/** What rows must have in common to share a slice without padding. */
record SliceKey(Stage stage, int steps, int likeness) {}

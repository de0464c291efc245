package dev.unroll.e2e;

import dev.unroll.v1.Input;

/** What a client of the soak asks. */
record SoakQuestion(String model, Input input) {}

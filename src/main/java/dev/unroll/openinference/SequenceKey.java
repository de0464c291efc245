package dev.unroll.openinference;

/** What clients know a sequence by. */
record SequenceKey(String model, String id) {}

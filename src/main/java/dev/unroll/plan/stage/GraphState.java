package dev.unroll.plan.stage;

/**
 * A hidden state that the graph exposes, and that clients may set and read.
 *
 * @param input the graph's input for it, without an axis of steps. Where a client does not set it,
 *     a row begins with the model's first state: zeros unless the model's configuration sets it
 * @param output the graph's output for it; it has the same volume but may have another shape
 */
public record GraphState(TensorFacts input, TensorFacts output) {}

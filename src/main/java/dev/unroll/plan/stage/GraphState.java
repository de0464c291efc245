package dev.unroll.plan.stage;

/**
 * A hidden state that a graph takes and gives, and that clients may give and get too.
 *
 * @param input the graph's input for it, without time; absent, a row begins with the model's own
 *     first state, which is zeros unless its configuration says otherwise
 * @param output the graph's output for it; of the same volume, not always of the same shape
 */
public record GraphState(TensorFacts input, TensorFacts output) {}

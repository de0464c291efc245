package dev.unroll.plan.mutant;

import dev.unroll.onnx.ModelProto;

/**
 * A graph of the zoo with something planted in it.
 *
 * @param seed it is made of that alone
 */
record Mutant(
    long seed,
    MutantOrigin origin,
    MutantKind kind,
    MutantGate gate,
    MutantPlace place,
    ModelProto model,
    MutantTriggers triggers) {
  /**
   * Whether whatever could be done with its origin may be done with it. What changes a state on its
   * way does so once in a row, and in each of its slices.
   */
  boolean isHarmless() {
    return kind.harmless() && gate.harmless() && !place.isState();
  }

  @Override
  public String toString() {
    return "seed %d: '%s', %s, in %s behind %s".formatted(seed, kind, gate, origin.name(), place);
  }
}

package dev.unroll.inference;

/**
 * How the sequences of a call are to be answered.
 *
 * @param interpreted whether numbers become labels, words or tags, where the model says how
 * @param mostLabels how many labels or words of each sequence; 0: all
 * @param states whether a sequence's last hidden states are given after its outputs
 * @param generation how a model that generates does it
 * @param scored whether anybody wants to know how likely generated steps are, which costs time
 */
public record PredictionOptions(
    boolean interpreted,
    int mostLabels,
    boolean states,
    GenerationSettings generation,
    boolean scored) {
  /** For a model that answers. */
  public static PredictionOptions answering(boolean interpreted, int mostLabels, boolean states) {
    return new PredictionOptions(
        interpreted, mostLabels, states, GenerationSettings.DEFAULTS, false);
  }

  /** For a model that generates. */
  public static PredictionOptions generating(GenerationSettings generation, boolean scored) {
    return new PredictionOptions(false, 0, false, generation, scored);
  }
}

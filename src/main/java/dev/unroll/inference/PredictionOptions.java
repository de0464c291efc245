package dev.unroll.inference;

import java.util.List;

/**
 * How the sequences of a call are to be answered.
 *
 * @param interpreted whether numbers become labels, words or tags, where the model says how
 * @param mostLabels how many labels or words of each sequence; 0: all
 * @param among the labels or words to choose from; empty: all
 * @param states whether a sequence's last hidden states are given after its outputs
 * @param generation how a model that generates does it
 * @param scored whether anybody wants to know how likely generated steps are, which costs time
 */
public record PredictionOptions(
    boolean interpreted,
    int mostLabels,
    List<String> among,
    boolean states,
    GenerationSettings generation,
    boolean scored) {
  public PredictionOptions {
    among = List.copyOf(among);
  }

  /** For a model that answers. */
  public static PredictionOptions answering(boolean interpreted, int mostLabels, boolean states) {
    return new PredictionOptions(
        interpreted, mostLabels, List.of(), states, GenerationSettings.DEFAULTS, false);
  }

  /** The same for some labels or words only; empty: all. */
  public PredictionOptions choosing(List<String> labels) {
    return new PredictionOptions(interpreted, mostLabels, labels, states, generation, scored);
  }

  /** For a model that generates. */
  public static PredictionOptions generating(GenerationSettings generation, boolean scored) {
    return new PredictionOptions(false, 0, List.of(), false, generation, scored);
  }
}

package dev.unroll.inference;

import java.util.List;

/**
 * The options for the answers of a call.
 *
 * @param interpreted whether outputs become labels, words or tags, if the model defines them
 * @param mostLabels the most labels or words for each sequence; 0 means all
 * @param among the labels or words to choose from; empty means all
 * @param states whether a sequence's last states follow its outputs
 * @param generation the settings for a model that generates
 * @param scored whether log-probabilities of generated steps are wanted; computing them costs time
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

  /** Returns options for a model that answers. */
  public static PredictionOptions answering(boolean interpreted, int mostLabels, boolean states) {
    return new PredictionOptions(
        interpreted, mostLabels, List.of(), states, GenerationSettings.DEFAULTS, false);
  }

  /** Returns these options for some labels or words only; empty means all. */
  public PredictionOptions choosing(List<String> labels) {
    return new PredictionOptions(interpreted, mostLabels, labels, states, generation, scored);
  }

  /** Returns options for a model that generates. */
  public static PredictionOptions generating(GenerationSettings generation, boolean scored) {
    return new PredictionOptions(false, 0, List.of(), false, generation, scored);
  }
}

package dev.unroll.inference;

/**
 * The options for the answers of a call.
 *
 * @param interpreted whether outputs become labels, words or tags, if the model defines them
 * @param mostLabels the most labels or words for each sequence; 0 means all
 * @param candidates the labels, words or outputs to choose from
 * @param states whether a sequence's last states follow its outputs
 * @param generation the settings for a model that generates
 * @param scored whether log-probabilities of generated steps are wanted; computing them costs time
 */
public record PredictionOptions(
    boolean interpreted,
    int mostLabels,
    Candidates candidates,
    boolean states,
    GenerationSettings generation,
    boolean scored) {
  /** Returns options for a model that answers. */
  public static PredictionOptions answering(boolean interpreted, int mostLabels, boolean states) {
    return new PredictionOptions(
        interpreted, mostLabels, Candidates.ALL, states, GenerationSettings.DEFAULTS, false);
  }

  /** Returns these options for some labels, words or outputs only. */
  public PredictionOptions among(Candidates chosen) {
    return new PredictionOptions(interpreted, mostLabels, chosen, states, generation, scored);
  }

  /** Returns options for a model that generates. */
  public static PredictionOptions generating(GenerationSettings generation, boolean scored) {
    return new PredictionOptions(false, 0, Candidates.ALL, false, generation, scored);
  }
}

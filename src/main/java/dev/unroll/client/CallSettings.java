package dev.unroll.client;

import java.util.List;

/**
 * What a caller wants besides the input.
 *
 * @param topK the best k labels; 0 for all
 * @param among the labels to choose from; empty for all
 * @param raw whether the model's raw output is wanted too
 * @param generation how the output is chosen; the default where nothing was said
 */
public record CallSettings(int topK, List<String> among, boolean raw, GenerationFields generation) {
  /** The model's own ways. */
  public static final CallSettings DEFAULT =
      new CallSettings(0, List.of(), false, GenerationFields.DEFAULT);

  /**
   * Refuses what the call has no place for, rather than dropping it in silence.
   *
   * @throws UsageException naming the option
   */
  void checkFor(Rpc rpc) throws UsageException {
    if (topK != 0 && rpc != Rpc.MANY_TO_ONE) {
      throw new UsageException("--top-k is for many-to-one; this call is " + rpc.label());
    }
    if (!among.isEmpty() && rpc != Rpc.MANY_TO_ONE) {
      throw new UsageException("--among is for many-to-one; this call is " + rpc.label());
    }
    if (raw && rpc == Rpc.ONE_TO_MANY) {
      throw new UsageException("--raw is not for one-to-many, which has no raw output");
    }
    if (hasGeneration() && rpc == Rpc.MANY_TO_ONE) {
      throw new UsageException(
          "options of generation (--max-steps, --temperature, ...) are not for many-to-one");
    }
  }

  boolean hasGeneration() {
    return !generation.equals(GenerationFields.DEFAULT);
  }
}

package dev.unroll.client;

import java.util.List;

/**
 * The options of a call, besides its input.
 *
 * @param topK the number of best labels; 0 for all
 * @param among the labels, words or outputs to choose from; empty for all
 * @param raw whether to return the model's raw output, too
 * @param generation how generated output is chosen
 */
public record CallSettings(int topK, List<String> among, boolean raw, GenerationFields generation) {
  /** The model's own defaults. */
  public static final CallSettings DEFAULT =
      new CallSettings(0, List.of(), false, GenerationFields.DEFAULT);

  /**
   * Checks that the RPC supports each option that is set, so that none is ignored silently.
   *
   * @throws UsageException if it does not; the message names the option
   */
  void checkFor(Rpc rpc) throws UsageException {
    if (topK != 0 && rpc != Rpc.MANY_TO_ONE) {
      throw new UsageException("--top-k is for many-to-one; this call is " + rpc.label());
    }
    if (!among.isEmpty() && rpc == Rpc.STREAM) {
      throw new UsageException("--among is not for streams; leave out --rpc");
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

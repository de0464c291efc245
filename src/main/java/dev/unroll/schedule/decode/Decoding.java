package dev.unroll.schedule.decode;

/** The two ways to make an output: a step at a time, or several outputs side by side. */
public sealed interface Decoding {
  /** How many outputs are on their way at once: each takes what a row takes. */
  int width();

  /**
   * One output, each step of it chosen before the next.
   *
   * @param temperature 0: always the likeliest; else softmax(logits / temperature) is drawn from
   * @param topK only the k likeliest are drawn from; 0: all
   * @param topP only the likeliest that together have this probability are drawn from; in (0, 1]
   * @param seed equal seeds give equal draws
   */
  record Sampling(float temperature, int topK, float topP, long seed) implements Decoding {
    /** Always the likeliest. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

    @Override
    public int width() {
      return 1;
    }
  }

  /**
   * The likeliest outputs that a beam search finds.
   *
   * @param width how many beginnings of outputs are gone on with at each step, 2 to {@link #MOST}
   * @param best how many outputs are wanted, 1 to {@code width}
   */
  record Beams(int width, int best) implements Decoding {
    /** Beyond a few beams answers hardly change, and each of them costs what a row costs. */
    public static final int MOST = 32;
  }
}

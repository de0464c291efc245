package dev.unroll.schedule.decode;

import java.util.List;

/** The decoding methods: sampling, greedy included; beam search; or forced decoding. */
public sealed interface Decoding {
  /** Returns how many outputs are decoded in parallel; each costs as much as a row. */
  int width();

  /**
   * One output, each step of which is chosen before the next.
   *
   * @param temperature 0 always takes the likeliest token; above 0, tokens are drawn from
   *     softmax(logits / temperature)
   * @param topK tokens are drawn from the k likeliest; 0 means all
   * @param topP tokens are drawn from the likeliest that together have this probability; in (0, 1]
   * @param seed equal seeds give equal draws
   */
  record Sampling(float temperature, int topK, float topP, long seed) implements Decoding {
    /** Always takes the likeliest token. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

    @Override
    public int width() {
      return 1;
    }
  }

  /**
   * The best outputs that a beam search finds.
   *
   * @param width how many prefixes are kept at each step, 2 to {@link #MOST}
   * @param best how many outputs are wanted, 1 to {@code width}
   */
  record Beams(int width, int best) implements Decoding {
    /** With more beams answers hardly change, and each beam costs as much as a row. */
    public static final int MOST = 32;
  }

  /**
   * Outputs that are given, to be scored.
   *
   * @param outputs their ids, without a stop id; distinct, and at least one
   * @param best how many of them are wanted, 1 to the number of outputs
   */
  record Forced(List<long[]> outputs, int best) implements Decoding {
    public Forced {
      outputs = List.copyOf(outputs);
    }

    @Override
    public int width() {
      return Math.min(Beams.MOST, outputs.size());
    }
  }
}

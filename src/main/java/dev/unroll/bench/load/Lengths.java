package dev.unroll.bench.load;

import java.util.List;
import java.util.random.RandomGenerator;

/** How long sequences are, in steps. */
sealed interface Lengths {
  /** One length. Many threads may draw, each with its own generator. */
  int draw(RandomGenerator random);

  /** The shortest that can be drawn. */
  int shortest();

  /** The longest that can be drawn. */
  int longest();

  /** Each from the shortest to the longest as likely as the others. */
  record Uniform(int shortest, int longest) implements Lengths {
    @Override
    public int draw(RandomGenerator random) {
      return (int) random.nextLong(shortest, longest + 1L);
    }
  }

  /** Log-normal, as the lengths of texts are; what falls outside is moved to the nearer end. */
  record LogNormal(double median, double sigma, int shortest, int longest) implements Lengths {
    @Override
    public int draw(RandomGenerator random) {
      long drawn = Math.round(median * Math.exp(sigma * random.nextGaussian()));
      return (int) Math.max(shortest, Math.min(longest, drawn));
    }
  }

  /** A few lengths, each with its weight. */
  record Weighted(List<Weight> weights) implements Lengths {
    public Weighted {
      weights = List.copyOf(weights);
    }

    @Override
    public int draw(RandomGenerator random) {
      double left = random.nextDouble() * weights.stream().mapToDouble(Weight::weight).sum();
      for (var weight : weights) {
        left -= weight.weight();
        if (left < 0) {
          return weight.length();
        }
      }
      return weights.get(weights.size() - 1).length();
    }

    @Override
    public int shortest() {
      return weights.stream().mapToInt(Weight::length).min().orElseThrow();
    }

    @Override
    public int longest() {
      return weights.stream().mapToInt(Weight::length).max().orElseThrow();
    }
  }

  /** One of the lengths of {@link Weighted}, over 0 both. */
  record Weight(int length, double weight) {}

  /** Those that were seen somewhere, each line of a file as likely as the others. */
  record Listed(List<Integer> lengths) implements Lengths {
    public Listed {
      lengths = List.copyOf(lengths);
    }

    @Override
    public int draw(RandomGenerator random) {
      return lengths.get(random.nextInt(lengths.size()));
    }

    @Override
    public int shortest() {
      return lengths.stream().mapToInt(Integer::intValue).min().orElseThrow();
    }

    @Override
    public int longest() {
      return lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
  }
}

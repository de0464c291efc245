package dev.unroll.bench.load;

import java.util.List;
import java.util.random.RandomGenerator;

/** A distribution of lengths, in steps. */
sealed interface Lengths {
  /** Draws a length. Thread-safe if each thread uses its own generator. */
  int draw(RandomGenerator random);

  /** Returns the smallest length that can be drawn. */
  int shortest();

  /** Returns the largest length that can be drawn. */
  int longest();

  /** Uniform from the shortest to the longest. */
  record Uniform(int shortest, int longest) implements Lengths {
    @Override
    public int draw(RandomGenerator random) {
      return (int) random.nextLong(shortest, longest + 1L);
    }
  }

  /** Log-normal, as the lengths of texts are. Lengths outside the bounds are clamped. */
  record LogNormal(double median, double sigma, int shortest, int longest) implements Lengths {
    @Override
    public int draw(RandomGenerator random) {
      long drawn = Math.round(median * Math.exp(sigma * random.nextGaussian()));
      return (int) Math.max(shortest, Math.min(longest, drawn));
    }
  }

  /** A few lengths with weights. */
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

  /** A length of {@link Weighted}; both values are over 0. */
  record Weight(int length, double weight) {}

  /** Observed lengths with equal probabilities, from the lines of a file. */
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

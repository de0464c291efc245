package dev.unroll.baseline.limit;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Lengths in classes of equally many sequences, the shortest first. */
final class LengthClasses {
  private final int[] longest;
  private final int[] middle;

  /** Classes of what was drawn. */
  LengthClasses(int[] drawn, int most) {
    var sorted = drawn.clone();
    Arrays.sort(sorted);
    int classes = Math.min(most, sorted.length);
    // Where one length fills several classes, those are one.
    longest =
        IntStream.rangeClosed(1, classes)
            .map(number -> sorted[(int) ((long) sorted.length * number / classes) - 1])
            .distinct()
            .toArray();
    middle = IntStream.range(0, longest.length).map(index -> mean(sorted, index)).toArray();
  }

  private int mean(int[] sorted, int index) {
    return (int)
        Math.round(
            Arrays.stream(sorted).filter(steps -> classOf(steps) == index).average().orElseThrow());
  }

  int count() {
    return longest.length;
  }

  /** The class of a length that was among those drawn. */
  int classOf(int steps) {
    int found = Arrays.binarySearch(longest, steps);
    return found >= 0 ? found : -found - 1;
  }

  /** The mean length of a class. */
  int steps(int index) {
    return middle[index];
  }
}

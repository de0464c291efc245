package dev.unroll.bench.load;

import dev.unroll.client.UsageException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The load generator's lengths, for those who compute the same without a server. */
public final class DrawnLengths {
  private DrawnLengths() {}

  /** As many as asked for, written as {@code --lengths} is. */
  public static int[] draw(String written, int count, long seed) throws UsageException {
    var lengths = LengthsParser.parse(written);
    var random = new SplittableRandom(seed);
    return IntStream.range(0, count).map(index -> lengths.draw(random)).toArray();
  }
}

package dev.unroll.baseline.table;

/** Reads what {@code jcmd PID GC.class_histogram} prints: it collects, and counts what is left. */
final class LiveHeap {
  private LiveHeap() {}

  /**
   * The sum under the histogram.
   *
   * @throws BenchException where there is none
   */
  static long bytes(String histogram) throws BenchException {
    for (var line : histogram.lines().toList()) {
      var words = line.strip().split("\\s+", -1);
      if (words.length == 3 && words[0].equals("Total")) {
        return Long.parseLong(words[2]);
      }
    }
    throw new BenchException("jcmd printed no histogram with a total: " + histogram);
  }
}

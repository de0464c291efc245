package dev.unroll.bench.report;

import dev.unroll.bench.measure.Figures;
import dev.unroll.bench.measure.Latencies;
import dev.unroll.bench.measure.RecentCalls;
import dev.unroll.client.print.Screen;
import java.io.PrintStream;
import java.time.Duration;

/** A progress line: rewritten on a terminal, repeated at intervals elsewhere. */
public final class ProgressLine {
  private static final int LOOKS_PER_LINE = 10;
  private static final String TO_LINE_START = "\r";
  private static final String CLEAR_TO_LINE_END = "\033[K";

  private final PrintStream out;
  private final Screen screen;
  private int looks;

  /** Creates a line. It is rewritten if the screen has colours, which means a terminal. */
  public ProgressLine(PrintStream out, Screen screen) {
    this.out = out;
    this.screen = screen;
  }

  /** Shows the progress. */
  public void show(
      String phase, Duration gone, Duration whole, RecentCalls recentCalls, Duration sinceLook) {
    var line = line(phase, gone, whole, recentCalls, sinceLook);
    looks++;
    if (screen.colours()) {
      int end = Math.min(line.length(), screen.columns() - 1);
      out.print(TO_LINE_START + line.substring(0, end) + CLEAR_TO_LINE_END);
      out.flush();
    } else if (looks % LOOKS_PER_LINE == 0) {
      out.println(line);
    }
  }

  /** Ends an incomplete line. */
  public void end() {
    if (screen.colours()) {
      out.print(TO_LINE_START + CLEAR_TO_LINE_END);
      out.flush();
    }
  }

  static String line(
      String phase, Duration gone, Duration whole, RecentCalls recentCalls, Duration sinceLook) {
    double perSecond = recentCalls.answers() / Math.max(1e-3, sinceLook.toNanos() / 1e9);
    var latencies =
        recentCalls.answers() == 0
            ? "no answers"
            : "p50 "
                + Figures.time(Latencies.nanosAt(recentCalls.latencies(), 50))
                + "  p99 "
                + Figures.time(Latencies.nanosAt(recentCalls.latencies(), 99));
    return String.format(
        "%s %d/%d s  %s answers/s  %s%s",
        phase,
        gone.toSeconds(),
        whole.toSeconds(),
        Figures.rate(perSecond),
        latencies,
        recentCalls.failures() == 0
            ? ""
            : "  " + Figures.count(recentCalls.failures()) + " failed");
  }
}

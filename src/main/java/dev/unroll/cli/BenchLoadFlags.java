package dev.unroll.cli;

import dev.unroll.bench.load.Load;
import dev.unroll.client.UsageException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for when calls are sent. */
final class BenchLoadFlags {
  private static final String CLOSED = "closed";
  private static final String OPEN = "open";
  private static final int USUAL_CLIENTS = 32;
  private static final double USUAL_STREAM_RATE = 10;

  /** More clients or streams would not fit into this process. */
  private static final int MOST = 1_000_000;

  /** One per nanosecond, the resolution of the clock. */
  private static final double HIGHEST_RATE = 1e9;

  @Option(
      names = "--loop",
      paramLabel = "closed|open",
      description =
          "closed: each client sends its next call when it has its answer. open: calls are sent at"
              + " a given rate. Default: closed.")
  private @Nullable String loop;

  @Option(names = "--clients", paramLabel = "N", description = "Closed: clients. Default: 32.")
  private @Nullable Integer clients;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "Open: calls per second, at random times (Poisson). A call's latency counts from the"
              + " time at which it was due.")
  private @Nullable Double rate;

  @Option(
      names = "--streams",
      paramLabel = "N",
      description = "Live: N open streams, which take turns to send one step.")
  private @Nullable Integer streams;

  @Option(
      names = "--stream-rate",
      paramLabel = "R",
      description = "Live: steps per second of each stream. Default: 10.")
  private @Nullable Double streamRate;

  Load toLoad() throws UsageException {
    if (loop != null && !loop.equals(CLOSED) && !loop.equals(OPEN)) {
      throw new UsageException("--loop = '" + loop + "': allowed is closed or open");
    }
    if (streams != null) {
      return live(streams);
    }
    refuse("--stream-rate", streamRate, "--streams");
    return OPEN.equals(loop) ? open() : closed();
  }

  private Load live(int streams) throws UsageException {
    if (CLOSED.equals(loop)) {
      throw new UsageException(
          "--loop = 'closed': not for --streams, which do not wait for answers");
    }
    refuse("--clients", clients, "--loop closed");
    refuse("--rate", rate, "--loop open without --streams; --stream-rate is for streams");
    return new Load.Live(
        count("--streams", streams),
        positive("--stream-rate", streamRate == null ? USUAL_STREAM_RATE : streamRate));
  }

  private Load open() throws UsageException {
    refuse("--clients", clients, "--loop closed");
    if (rate == null) {
      throw new UsageException("--loop = 'open': needs --rate, calls per second");
    }
    return new Load.Open(positive("--rate", rate));
  }

  private Load closed() throws UsageException {
    refuse("--rate", rate, "--loop open");
    return new Load.Closed(count("--clients", clients == null ? USUAL_CLIENTS : clients));
  }

  /** Rejects a flag that would have no effect. */
  private static void refuse(String flag, @Nullable Number given, String needed)
      throws UsageException {
    if (given != null) {
      throw new UsageException(flag + " = '" + written(given) + "': is only for " + needed);
    }
  }

  static int count(String flag, int given) throws UsageException {
    if (given < 1 || given > MOST) {
      throw new UsageException(
          flag + " = '" + given + "': allowed is a whole number from 1 to " + MOST);
    }
    return given;
  }

  private static double positive(String flag, double given) throws UsageException {
    if (given > 0 && given <= HIGHEST_RATE) {
      return given;
    }
    throw new UsageException(
        flag + " = '" + written(given) + "': allowed is a number over 0, at most 1000000000");
  }

  /** Returns the number as it was typed: 0 and not 0.0. */
  private static String written(Number given) {
    return given instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.format(Locale.ROOT, "%.0f", number)
        : given.toString();
  }
}

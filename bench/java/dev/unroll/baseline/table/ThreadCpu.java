package dev.unroll.baseline.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The CPU time of a process by what its threads are for, from their names. */
final class ThreadCpu {
  /** What a thread is for. */
  enum Duty {
    /** Run models, and deliver. */
    LANES("lanes", "(unroll|baseline)-lane.*"),
    /** Parse and submit calls. */
    CALLS("calls", "(unroll|baseline)-(grpc|rpc|control|admin).*"),
    NETWORK("network", "(grpc|unroll-network|unroll-accept).*"),
    COMPILER("JIT", "C[12] .*"),
    COLLECTOR("GC", "G[C1] .*"),
    /** And what threads did that have ended since. */
    REST("rest", ".*");

    private final String label;
    private final String names;

    Duty(String label, String names) {
      this.label = label;
      this.names = names;
    }

    String label() {
      return label;
    }

    /** Of a thread's name, which Linux cuts after 15 characters. */
    static Duty of(String name) {
      return Arrays.stream(values())
          .filter(duty -> name.matches(duty.names))
          .findFirst()
          .orElse(REST);
    }
  }

  /** What Linux counts in, whatever the kernel's own tick is. */
  private static final long NANOS_PER_TICK = 10_000_000;

  /** After the name, which is in brackets: user time, then system time. */
  private static final int USER_TIME = 11;

  private ThreadCpu() {}

  /** User and system time together, of the text of a {@code /proc/PID/stat}. */
  static long nanos(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return NANOS_PER_TICK
        * (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]));
  }

  /** The name in such a text. */
  static String name(String stat) {
    return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  }

  /** Nanoseconds so far. */
  static Map<Duty, Long> read(long pid) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    var taken = new EnumMap<Duty, Long>(Duty.class);
    for (var duty : Duty.values()) {
      taken.put(duty, 0L);
    }
    long all = 0;
    try (var threads = Files.list(process.resolve("task"))) {
      for (var thread : threads.toList()) {
        try {
          var stat = Files.readString(thread.resolve("stat"));
          taken.merge(Duty.of(name(stat)), nanos(stat), Long::sum);
          all += nanos(stat);
        } catch (NoSuchFileException hasEnded) {
          // Between the listing and the reading; its time is in the process' own.
        }
      }
    }
    taken.merge(
        Duty.REST, Math.max(0, nanos(Files.readString(process.resolve("stat"))) - all), Long::sum);
    return taken;
  }

  /** The share of each in what was taken between two readings. */
  static Map<Duty, Double> shares(Map<Duty, Long> before, Map<Duty, Long> after) {
    var shares = new EnumMap<Duty, Double>(Duty.class);
    double all = 0;
    for (var duty : Duty.values()) {
      double nanos = after.getOrDefault(duty, 0L) - before.getOrDefault(duty, 0L);
      shares.put(duty, Math.max(0, nanos));
      all += Math.max(0, nanos);
    }
    double total = all;
    shares.replaceAll((duty, nanos) -> total == 0 ? 0 : nanos / total);
    return shares;
  }
}

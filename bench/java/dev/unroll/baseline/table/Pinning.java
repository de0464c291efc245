package dev.unroll.baseline.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A core for the server and another for the generator, so that neither takes time from the other.
 *
 * @param server what is put before the server's command line; empty if it is not pinned
 * @param generator the same of the generator
 * @param words how they are pinned, or why not
 */
record Pinning(List<String> server, List<String> generator, String words) {
  private static final String TOOL = "taskset";

  Pinning {
    server = List.copyOf(server);
    generator = List.copyOf(generator);
  }

  /** Pins them to the first two cores that this process may use, where that is possible. */
  static Pinning ofThisMachine() throws IOException {
    var status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return none("not on Linux");
    }
    var cores = cores(Files.readString(status));
    if (cores.size() < 2) {
      return none("there is only one core");
    }
    return isThere(TOOL) ? of(cores) : none("there is no " + TOOL);
  }

  static Pinning of(List<Integer> cores) {
    return new Pinning(
        pinned(cores.get(0)),
        pinned(cores.get(1)),
        "server on core " + cores.get(0) + ", generator on core " + cores.get(1));
  }

  private static Pinning none(String why) {
    return new Pinning(List.of(), List.of(), "**not pinned to cores: " + why + "**");
  }

  private static List<String> pinned(int core) {
    return List.of(TOOL, "-c", Integer.toString(core));
  }

  /** Reads the cores that a process may use from the text of its {@code /proc/PID/status}. */
  static List<Integer> cores(String status) {
    var cores = new ArrayList<Integer>();
    status
        .lines()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .flatMap(line -> Stream.of(line.substring(line.indexOf(':') + 1).strip().split(",", -1)))
        .filter(range -> !range.isEmpty())
        .forEach(range -> {
          var ends = range.split("-", 2);
          int first = Integer.parseInt(ends[0]);
          int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
          IntStream.rangeClosed(first, last).forEach(cores::add);
        });
    return cores;
  }

  private static boolean isThere(String tool) {
    var path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /** Returns a command line with what is put before it. */
  static List<String> join(List<String> before, List<String> command) {
    return Stream.concat(before.stream(), command.stream()).toList();
  }
}

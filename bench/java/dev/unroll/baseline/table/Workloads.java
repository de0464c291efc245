package dev.unroll.baseline.table;

import static dev.unroll.baseline.table.Goal.atLeast;
import static dev.unroll.baseline.table.Goal.atMost;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.server.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The lines of the table. */
final class Workloads {
  /** As texts are: half of them under 25 steps, a few near 256. */
  static final String LOG_NORMAL = "lognormal:25,0.8,1-256";

  private static final String THROUGHPUT = "calls per second";
  private static final int DECODING_CLIENTS = 32;
  private static final String DECODED_STEPS = "32";

  private Workloads() {}

  /** In the order of the table. */
  static List<Workload> all() {
    return List.of(
        mixed(),
        new BimodalWorkload(),
        uniform(),
        bidirectional(),
        decode(),
        tiny(),
        new ProtocolWorkload(),
        new StreamsWorkload(),
        new OverloadWorkload());
  }

  /**
   * Some of them, in the order of the table; all of them for no name.
   *
   * @throws IllegalArgumentException naming the name that there is not, and those that there are
   */
  static List<Workload> named(List<String> names) {
    var unknown = new ArrayList<>(names);
    unknown.removeAll(all().stream().map(Workload::name).toList());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "workload '"
              + unknown.get(0)
              + "': allowed are "
              + all().stream().map(Workload::name).collect(Collectors.joining(", ")));
    }
    return all().stream()
        .filter(workload -> names.isEmpty() || names.contains(workload.name()))
        .toList();
  }

  private static Workload mixed() {
    return closed("mixed", BenchModel.GRU256, LOG_NORMAL)
        .against(Policy.ALONE, THROUGHPUT, Measurement::callsPerSecond, atLeast(1.35))
        .against(Policy.PADDED_16, THROUGHPUT, Measurement::callsPerSecond, atLeast(2))
        .againstTheLimit(atMost(1.2));
  }

  private static Workload uniform() {
    return closed("uniform", BenchModel.GRU256, "fixed:32")
        .against(Policy.PADDED_16, THROUGHPUT, Measurement::callsPerSecond, atLeast(0.95));
  }

  private static Workload bidirectional() {
    return closed("bidirectional", BenchModel.BILSTM256, LOG_NORMAL)
        .against(Policy.ALONE, THROUGHPUT, Measurement::callsPerSecond, atLeast(1.3));
  }

  private static Workload decode() {
    var load = Load.closed(DECODING_CLIENTS, LOG_NORMAL).with("--max-steps", DECODED_STEPS);
    return new ClosedWorkload("decode", BenchModel.SEQ2SEQ8000, LOG_NORMAL, load)
        .against(Policy.ALONE, "tokens per second", Measurement::tokensPerSecond, atLeast(2));
  }

  private static Workload tiny() {
    return closed("tiny", BenchModel.SIMPLERNN3, "fixed:2")
        .against(Policy.ECHO, THROUGHPUT, Measurement::callsPerSecond, atLeast(0.6));
  }

  private static ClosedWorkload closed(String name, BenchModel model, String lengths) {
    return new ClosedWorkload(name, model, lengths, Load.closed(Load.CLIENTS, lengths));
  }
}

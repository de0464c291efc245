package dev.unroll.baseline.table;

import java.util.ArrayList;
import java.util.List;

/**
 * How the product's load generator is to load a server.
 *
 * @param words for the table
 * @param flags for the generator
 */
record Load(String words, List<String> flags) {
  static final int CLIENTS = 64;

  Load {
    flags = List.copyOf(flags);
  }

  /** Clients that each ask again as soon as they have their answer. */
  static Load closed(int clients, String lengths) {
    return new Load(
        clients + " clients",
        List.of("--loop", "closed", "--clients", Integer.toString(clients), "--lengths", lengths));
  }

  /** Calls that come when they come. */
  static Load open(double callsPerSecond, String lengths) {
    return new Load(
        Numbers.threeDigits(callsPerSecond) + " calls/s due",
        List.of("--loop", "open", "--rate", Double.toString(callsPerSecond), "--lengths", lengths));
  }

  /** Live streams. */
  static Load streams(int streams, double stepsPerSecond) {
    return new Load(
        streams + " streams, " + Numbers.threeDigits(stepsPerSecond) + " steps/s each",
        List.of(
            "--streams",
            Integer.toString(streams),
            "--stream-rate",
            Double.toString(stepsPerSecond)));
  }

  Load with(String... more) {
    var all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return new Load(words, all);
  }
}

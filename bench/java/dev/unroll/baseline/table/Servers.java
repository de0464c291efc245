package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.server.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unroll and its baselines side by side, checked against each other, measured in turns. */
final class Servers implements AutoCloseable {
  private final Site site;
  private final String workload;
  private final List<ServerUnderTest> all = new ArrayList<>();

  private Servers(Site site, String workload) {
    this.site = site;
    this.workload = workload;
  }

  /** Starts Unroll and the baselines; those that compute must give the same answers. */
  static Servers start(Site site, String workload, BenchModel model, List<Policy> baselines)
      throws IOException, InterruptedException, BenchException {
    var servers = new Servers(site, workload);
    try {
      servers.all.add(site.unroll(model));
      for (var policy : baselines) {
        servers.all.add(site.baseline(policy, model));
      }
      AnswerCheck.compare(
          servers.all.stream()
              .filter(server -> !server.name().equals(Policy.ECHO.label()))
              .toList());
      return servers;
    } catch (IOException | InterruptedException | BenchException e) {
      servers.close();
      throw e;
    }
  }

  /** Unroll first. */
  List<ServerUnderTest> all() {
    return List.copyOf(all);
  }

  ServerUnderTest unroll() {
    return all.get(0);
  }

  /** One by its policy. */
  ServerUnderTest baseline(Policy policy) {
    return all.stream()
        .filter(server -> server.name().equals(policy.label()))
        .findFirst()
        .orElseThrow();
  }

  /** Loads each once without measuring it. */
  void settle(Load load) throws IOException, InterruptedException, BenchException {
    for (var server : all) {
      site.settle(workload, server, load);
    }
  }

  /** Something else that is measured in turns with the servers. */
  @FunctionalInterface
  interface Turn {
    void take() throws IOException, InterruptedException, BenchException;
  }

  /** Each server under the same load, by its name, round by round. */
  Map<String, List<Measurement>> measure(Load load)
      throws IOException, InterruptedException, BenchException {
    return measure(load, () -> {});
  }

  /**
   * The same in turns with something else, as often as the site says: what changes on the machine
   * meanwhile meets all.
   */
  Map<String, List<Measurement>> measure(Load load, Turn more)
      throws IOException, InterruptedException, BenchException {
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    for (int round = 1; round <= site.rounds(); round++) {
      for (var server : all) {
        measured
            .computeIfAbsent(server.name(), unused -> new ArrayList<>())
            .add(site.measure(workload, server, load, round));
      }
      more.take();
    }
    return measured;
  }

  @Override
  public void close() {
    all.forEach(ServerUnderTest::close);
  }
}

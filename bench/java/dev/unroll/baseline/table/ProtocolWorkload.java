package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.server.Policy;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the Open Inference Protocol costs: the CPU time of a {@code ModelInfer} beside that of a
 * {@code ManyToOne} for the same work, and beside servers that only echo either.
 */
final class ProtocolWorkload implements Workload {
  private static final String OWN = "ManyToOne";
  private static final String OPEN = "ModelInfer";
  private static final MethodDescriptor<ManyToOneRequest, ManyToOneResponse> OWN_METHOD =
      SequenceInferenceGrpc.getManyToOneMethod();
  private static final MethodDescriptor<ModelInferRequest, ModelInferResponse> OPEN_METHOD =
      GRPCInferenceServiceGrpc.getModelInferMethod();

  /**
   * One protocol is to cost what the other does, within what a machine with neighbours can tell.
   */
  private static final Goal AS_MUCH = Goal.atMost(1.2);

  /** As for our own protocol: 0.6 of an echo's calls a second. */
  private static final Goal OF_AN_ECHO = Goal.atMost(1 / 0.6);

  /**
   * A model and its input.
   *
   * @param baselines an echo where the call is most of the work
   */
  private record Work(String words, BenchModel model, int steps, List<Policy> baselines) {}

  private static final List<Work> WORKS =
      List.of(
          new Work("SimpleRNN(3), 2 steps", BenchModel.SIMPLERNN3, 2, List.of(Policy.ECHO)),
          new Work("GRU-256, 32 steps", BenchModel.GRU256, 32, List.of()));

  @Override
  public String name() {
    return "protocol";
  }

  @Override
  public void run(Site site) throws IOException, InterruptedException, BenchException {
    for (var work : WORKS) {
      try (var servers = Servers.start(site, name(), work.model(), work.baselines())) {
        var questions = ProtocolQuestions.draw(work.model(), work.steps());
        questions.check(servers.unroll());
        compare(site, work, measure(site, servers, work, questions));
      }
    }
  }

  /**
   * By server and call, round by round. The first round, which is not kept, compiles; then the two
   * calls take turns at being the first.
   */
  private Map<String, List<Measurement>> measure(
      Site site, Servers servers, Work work, ProtocolQuestions questions)
      throws IOException, InterruptedException, BenchException {
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    for (int round = 0; round <= site.rounds(); round++) {
      var calls = new ArrayList<>(List.of(OWN, OPEN));
      Collections.rotate(calls, round);
      for (var server : servers.all()) {
        for (var call : calls) {
          var seen =
              call.equals(OWN)
                  ? measure(site, server, work, round, call, OWN_METHOD, questions.own())
                  : measure(site, server, work, round, call, OPEN_METHOD, questions.open());
          if (round > 0) {
            site.report().add(seen);
            measured.computeIfAbsent(server.name() + call, unused -> new ArrayList<>()).add(seen);
          }
        }
      }
    }
    return measured;
  }

  private <Q, A> Measurement measure(
      Site site,
      ServerUnderTest server,
      Work work,
      int round,
      String call,
      MethodDescriptor<Q, A> method,
      List<Q> questions)
      throws IOException, InterruptedException, BenchException {
    var load = work.words() + ", " + Load.CLIENTS + " clients, " + call;
    System.err.println(
        name() + ", round " + round + " of " + site.rounds() + ": " + server.name() + ", " + load);
    try (var clients = ClosedClients.start(server.port(), Load.CLIENTS, method, questions)) {
      clients.during(site.warmUpSeconds());
      long startNanos = System.nanoTime();
      long startCpuNanos = server.cpuNanos();
      var latencies = clients.during(site.seconds());
      long cpuNanos = server.cpuNanos() - startCpuNanos;
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      var failure = clients.failure();
      if (failure != null || latencies.getTotalCount() == 0) {
        throw server.failure("does not answer under " + load + ": " + failure);
      }
      return new Measurement(
          name(),
          server.name(),
          load,
          latencies.getTotalCount() / seconds,
          0,
          latencies.getValueAtPercentile(50) / 1e9,
          latencies.getValueAtPercentile(99) / 1e9,
          Double.NaN,
          Double.NaN,
          cpuNanos / 1e9 / latencies.getTotalCount(),
          server.cpuShares(),
          0);
    }
  }

  private void compare(Site site, Work work, Map<String, List<Measurement>> measured) {
    var own = measured.getOrDefault(ServerUnderTest.UNROLL + OWN, List.of());
    var open = measured.getOrDefault(ServerUnderTest.UNROLL + OPEN, List.of());
    var ownEcho = measured.getOrDefault(Policy.ECHO.label() + OWN, List.of());
    var openEcho = measured.getOrDefault(Policy.ECHO.label() + OPEN, List.of());
    figure(site, work, OPEN + " / " + OWN, open, own, AS_MUCH);
    if (!work.baselines().isEmpty()) {
      figure(site, work, OPEN + " / echo of it", open, openEcho, OF_AN_ECHO);
      figure(site, work, OWN + " / echo of it", own, ownEcho, OF_AN_ECHO);
    }
  }

  private void figure(
      Site site,
      Work work,
      String what,
      List<Measurement> ours,
      List<Measurement> theirs,
      Goal goal) {
    var ratios = Ratios.between(ours, theirs, Measurement::cpuSecondsPerCall);
    site.report()
        .add(new Figure(name(), work.words() + ": server CPU a call, " + what, ratios, goal));
  }
}

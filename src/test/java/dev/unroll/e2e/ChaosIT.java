package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.Loops;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All attacks at once beside honest clients: each honest call gets its right answer, the probes say
 * that the server is well, its memory stays within its bound, and nothing is held afterwards.
 * {@code -Dunroll.chaos.seconds=120} makes it longer. Times are printed, but decide nothing.
 */
class ChaosIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Long.getLong("unroll.chaos.seconds", 15));
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final long HEAP_MIB = 512;

  /**
   * The heap; as much again, which is the JVM's limit of direct memory; and 512 MiB for its code
   * and threads, the runtime and the models.
   */
  private static final long MOST_RESIDENT_MIB = 2 * HEAP_MIB + 512;

  private static final long BYTES_PER_MIB = 1 << 20;

  @TempDir private Path models;
  @TempDir private Path logs;

  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void put() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Folders.zoo(models, "gru_norm_softmax_each", "each", 1);
    Folders.copy(Folders.bundled().resolve("sentiment-ko"), models.resolve("text"));
    Loops.counting().write(Files.createDirectories(models.resolve("counting/1")), "model.onnx");
    Loops.perStep(1000).write(Files.createDirectories(models.resolve("whole/1")), "model.onnx");
  }

  @Test
  void honestClients_besideAllAttacks_getTheirAnswers() throws Exception {
    var flags =
        List.of(
            List.of("--model-control", "true"),
            List.of("--lanes", "2", "--max-run", "1s"),
            List.of("--client-timeout", "10s", "--stream-idle-timeout", "2s"),
            // Honest clients and attackers have one address here.
            List.of("--max-streams", "100", "--max-calls-per-address", "10000"));
    var arguments = flags.stream().flatMap(List::stream).toArray(String[]::new);
    try (var server =
            ServerProcess.serve(List.of("-Xmx" + HEAP_MIB + "m"), logs, models, arguments);
        var honest = new HonestClients(server.port(), server.opsPort())) {
      var quiet = honest.during(QUIET);
      long residentBytes = attack(server, honest);
      var attacked = honest.seen();
      System.out.printf(
          "chaos: %d attacks at once for %d s on a heap of %d MiB; at most %d MiB resident%n"
              + "  without: %s%n  beside:  %s%n  p99 of honest calls beside / without: %.1f%n",
          attacks(server).size(),
          LENGTH.toSeconds(),
          HEAP_MIB,
          residentBytes / BYTES_PER_MIB,
          quiet,
          attacked,
          attacked.callsP99Millis() / quiet.callsP99Millis());
      assertEquals(List.of(), attacked.wrong());
      assertTrue(attacked.right() > 0);
      assertTrue(
          residentBytes <= MOST_RESIDENT_MIB * BYTES_PER_MIB,
          () -> residentBytes / BYTES_PER_MIB + " MiB resident, allowed " + MOST_RESIDENT_MIB);
      assertNothingIsHeld(server.opsPort());
    }
  }

  /** Returns the most memory that was seen. */
  private long attack(ServerProcess server, HonestClients honest) throws Exception {
    var threads = new ArrayList<Thread>();
    var attackers = new ArrayList<Attackers>();
    int kinds = attacks(server).size();
    for (int kind = 0; kind < kinds; kind++) {
      var attacker = new Attackers(server.port(), server.opsPort());
      attackers.add(attacker);
      var attack = attacker.attacks().get(kind);
      threads.add(new Thread(() -> repeat(attack), attack.name()));
    }
    threads.forEach(Thread::start);
    honest.forget();
    long most = 0;
    long end = System.nanoTime() + LENGTH.toNanos();
    while (System.nanoTime() - end < 0) {
      Await.during(Duration.ofMillis(100));
      most = Math.max(most, server.residentBytes());
    }
    honest.stop();
    over.set(true);
    for (var attacker : attackers) {
      attacker.close();
    }
    for (var thread : threads) {
      thread.join();
    }
    return most;
  }

  private static List<Attackers.Attack> attacks(ServerProcess server) throws Exception {
    try (var attackers = new Attackers(server.port(), server.opsPort())) {
      return attackers.attacks();
    }
  }

  private void repeat(Attackers.Attack attack) {
    while (!over.get()) {
      attack.once().run();
      Await.during(attack.pause());
    }
  }

  private static void assertNothingIsHeld(int opsPort) {
    Await.until(
        "metrics are read again",
        () -> ServerHarness.meter(opsPort, "process_cpu_time_ns_total") > 0);
    for (var name :
        List.of(
            "unroll_open_calls",
            "unroll_open_bytes",
            "unroll_rows",
            "unroll_streams",
            "unroll_sequences")) {
      Await.until(name + " is 0", () -> ServerHarness.meter(opsPort, name) == 0);
    }
    // One is of the honest clients.
    Await.until(
        "the attackers' connections are closed",
        () -> ServerHarness.meter(opsPort, "unroll_connections") <= 1);
    Await.until(
        "the attackers' connections to the operations port are closed",
        () -> ServerHarness.meter(opsPort, "unroll_ops_connections") <= 1);
  }
}

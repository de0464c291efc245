package dev.unroll.e2e;

import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.repository.Folders;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.NamedVectors;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All attacks at once beside honest clients: each honest call gets its right answer, health stays
 * SERVING, and nothing is held afterwards. {@code -Dunroll.chaos.seconds=120} makes it longer.
 */
class ChaosIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Long.getLong("unroll.chaos.seconds", 15));
  private static final int HONEST = 4;
  private static final double MICROS_PER_MILLI = 1e3;

  @TempDir private Path models;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger right = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final ConcurrentHistogram micros = new ConcurrentHistogram(3);

  @Test
  void honestClients_besideAllAttacks_getTheirAnswers() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Folders.zoo(models, "gru_norm_softmax_each", "each", 1);
    try (var server =
        ServerHarness.start(
            models, "client-timeout", "2s", "stream-idle-timeout", "2s", "max-streams", "100")) {
      attack(server);
      assertEquals(List.of(), List.copyOf(wrong));
      assertTrue(right.get() > 0);
      System.out.printf(
          "chaos: %d honest answers right, 0 wrong; p50 %.1f ms, p99 %.1f ms%n",
          right.get(),
          micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
          micros.getValueAtPercentile(99) / MICROS_PER_MILLI);
      Await.until("no call is open", () -> server.meter("unroll_open_calls") == 0);
      Await.until("no bytes are held", () -> server.meter("unroll_open_bytes") == 0);
      Await.until("no row is left", () -> server.meter("unroll_rows") == 0);
      Await.until("no stream is open", () -> server.meter("unroll_streams") == 0);
      // The harness has a channel of its own.
      Await.until("no connection is left", () -> server.meter("unroll_connections") <= 1);
    }
  }

  private void attack(ServerHarness server) throws Exception {
    var threads = new ArrayList<Thread>();
    var attackers = new ArrayList<Attackers>();
    var known = server.calls().manyToOne(manyToOne("m", ids(3, 1, 4))).getOutputsList();
    for (int honest = 0; honest < HONEST; honest++) {
      threads.add(new Thread(() -> askHonestly(server, known)));
    }
    threads.add(new Thread(() -> watchHealth(server)));
    for (int kind = 0; kind < Attackers.KINDS; kind++) {
      var attacker = new Attackers(server.port());
      attackers.add(attacker);
      var attack = attacker.attacks().get(kind);
      threads.add(new Thread(() -> repeat(attack)));
    }
    threads.forEach(Thread::start);
    Await.during(LENGTH);
    over.set(true);
    for (var thread : threads) {
      thread.join();
    }
    for (var attacker : attackers) {
      attacker.close();
    }
  }

  private void repeat(Runnable attack) {
    while (!over.get()) {
      attack.run();
      Await.during(Duration.ofMillis(1));
    }
  }

  private void askHonestly(ServerHarness server, List<NamedVectors> known) {
    ManyToOneRequest request = manyToOne("m", ids(3, 1, 4));
    while (!over.get()) {
      long start = System.nanoTime();
      try {
        var outputs = server.calls().manyToOne(request).getOutputsList();
        if (outputs.equals(known)) {
          right.incrementAndGet();
        } else {
          wrong.add("another answer: " + outputs);
        }
      } catch (StatusRuntimeException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
      micros.recordValue((System.nanoTime() - start) / 1000);
      Await.during(Duration.ofMillis(2));
    }
  }

  private void watchHealth(ServerHarness server) {
    while (!over.get()) {
      if (!server.health("m").equals("SERVING")) {
        wrong.add("health is " + server.health("m"));
      }
      Await.during(Duration.ofMillis(5));
    }
  }
}

package dev.unroll.e2e;

import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToOne;

import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Clients that call a model and probe the server, and compare each answer with the right one. */
final class HonestClients implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final Duration PROBE_PAUSE = Duration.ofMillis(5);
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final ManagedChannel channel;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger right = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Histogram calls = new ConcurrentHistogram(DIGITS);
  private final Histogram health = new ConcurrentHistogram(DIGITS);
  private final Histogram readiness = new ConcurrentHistogram(DIGITS);
  private volatile boolean over;

  /** Starts them. */
  HonestClients(int port, int opsPort) {
    channel = ServerHarness.channelTo(port);
    ManyToOneRequest request = manyToOne("m", ids(3, 1, 4));
    var known = ask(request);
    for (int client = 0; client < CLIENTS; client++) {
      start(PAUSE, calls, () -> ask(request).equals(known) ? "" : "another answer");
    }
    start(PROBE_PAUSE, health, this::health);
    start(
        PROBE_PAUSE,
        readiness,
        () -> {
          int status = ServerHarness.get(opsPort, "/readyz").statusCode();
          return status == 200 ? "" : "/readyz answers " + status;
        });
    threads.forEach(Thread::start);
  }

  private void start(Duration pause, Histogram nanos, Supplier<String> once) {
    threads.add(
        new Thread(() -> {
          while (!over) {
            ask(nanos, once);
            Await.during(pause);
          }
        }));
  }

  /**
   * Asks once.
   *
   * @param once returns what is wrong with the answer, or nothing
   */
  private void ask(Histogram nanos, Supplier<String> once) {
    long start = System.nanoTime();
    try {
      var flaw = once.get();
      if (flaw.isEmpty()) {
        right.incrementAndGet();
      } else {
        wrong.add(flaw);
      }
    } catch (StatusRuntimeException e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    nanos.recordValue(System.nanoTime() - start);
  }

  private List<NamedVectors> ask(ManyToOneRequest request) {
    return SequenceInferenceGrpc.newBlockingStub(channel).manyToOne(request).getOutputsList();
  }

  private String health() {
    var request = HealthCheckRequest.newBuilder().setService("m").build();
    var status = HealthGrpc.newBlockingStub(channel).check(request).getStatus();
    return status == ServingStatus.SERVING ? "" : "health is " + status;
  }

  /**
   * What they have seen.
   *
   * @param wrong what was wrong with answers, or why calls failed
   */
  record Seen(
      int right,
      List<String> wrong,
      double callsP50Millis,
      double callsP99Millis,
      double healthP99Millis,
      double readinessP99Millis) {
    @Override
    public String toString() {
      return "%d right, %d wrong or failed; p50 %.1f ms, p99 %.1f ms; health p99 %.1f ms, readiness p99 %.1f ms"
          .formatted(
              right,
              wrong.size(),
              callsP50Millis,
              callsP99Millis,
              healthP99Millis,
              readinessP99Millis);
    }
  }

  /** Returns what they see in that time; before it, they warm up for as long. */
  Seen during(Duration length) {
    Await.during(length);
    forget();
    Await.during(length);
    return seen();
  }

  void forget() {
    right.set(0);
    calls.reset();
    health.reset();
    readiness.reset();
  }

  Seen seen() {
    return new Seen(
        right.get(),
        List.copyOf(wrong),
        millis(calls, 50),
        millis(calls, 99),
        millis(health, 99),
        millis(readiness, 99));
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  /** Lets each have its last answer. */
  void stop() {
    over = true;
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    channel.shutdownNow();
  }
}

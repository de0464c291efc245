package dev.unroll.baseline.overload;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Asks again and again, on a thread of its own, whether a server is well. */
final class Probe {
  private static final long INTERVAL_NANOS = 20_000_000;
  private static final int LIMIT_MILLIS = 5000;
  private static final int DIGITS = 3;

  private final Question question;
  private final Thread thread;
  private volatile boolean stopped;

  /** Guarded by this, and so is what follows. */
  private Histogram nanos = new Histogram(DIGITS);

  private long failed;

  /** Whether the server answers that it is well. */
  interface Question {
    boolean ask() throws IOException;
  }

  private Probe(String name, Question question) {
    this.question = question;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  private static Probe start(String name, Question question) {
    var probe = new Probe(name, question);
    probe.thread.start();
    return probe;
  }

  /** Starts to check {@code grpc.health.v1}. */
  static Probe health(ManagedChannel channel) {
    var stub = HealthGrpc.newBlockingStub(channel);
    var request = HealthCheckRequest.getDefaultInstance();
    return start(
        "probe-health",
        () -> {
          try {
            return stub.withDeadlineAfter(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                    .check(request)
                    .getStatus()
                == ServingStatus.SERVING;
          } catch (StatusRuntimeException e) {
            return false;
          }
        });
  }

  /** Starts to check {@code /readyz}, as Kubernetes does: each time on a new connection. */
  static Probe readiness(int opsPort) {
    return start("probe-readiness", () -> isReady(opsPort));
  }

  private static boolean isReady(int opsPort) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), opsPort)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      var request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      return String.valueOf(answer.readLine()).startsWith("HTTP/1.1 200");
    }
  }

  private void run() {
    long due = System.nanoTime();
    while (!stopped) {
      long start = System.nanoTime();
      boolean well;
      try {
        well = question.ask();
      } catch (IOException e) {
        well = false;
      }
      record(System.nanoTime() - start, well);
      due = Math.max(due + INTERVAL_NANOS, System.nanoTime());
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  private synchronized void record(long latencyNanos, boolean well) {
    nanos.recordValue(latencyNanos);
    failed += well ? 0 : 1;
  }

  /** Forgets what was seen. */
  synchronized void reset() {
    nanos = new Histogram(DIGITS);
    failed = 0;
  }

  synchronized Histogram nanos() {
    return nanos.copy();
  }

  synchronized long failed() {
    return failed;
  }

  void stop() {
    stopped = true;
  }
}

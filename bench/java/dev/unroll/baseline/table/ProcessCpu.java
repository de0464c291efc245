package dev.unroll.baseline.table;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.unroll.baseline.table.ThreadCpu.Duty;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Tells the load generator what CPU time a process has taken, in the words of Unroll's own metrics:
 * it asks at both ends of the time that counts. So all servers are measured in the same way, and
 * from outside.
 */
final class ProcessCpu implements AutoCloseable {
  private final HttpServer server;
  private final long pid;

  /** What the last two questions were answered by; guarded by this. */
  private Map<Duty, Long> before = Map.of();

  private Map<Duty, Long> after = Map.of();

  private ProcessCpu(HttpServer server, long pid) {
    this.server = server;
    this.pid = pid;
  }

  static ProcessCpu of(long pid) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var cpu = new ProcessCpu(server, pid);
    server.createContext("/metrics", cpu::answer);
    server.start();
    return cpu;
  }

  private void answer(HttpExchange exchange) throws IOException {
    var taken = read();
    var page = new StringBuilder("process_cpu_time_ns_total " + sum(taken) + "\n");
    taken.forEach((duty, nanos) ->
        page.append("thread_cpu_time_ns_total{duty=\"" + duty.label() + "\"} " + nanos + "\n"));
    var bytes = page.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  /** All that it has taken so far, for those who ask in this process. */
  long nanos() throws IOException {
    return sum(read());
  }

  private static long sum(Map<Duty, Long> taken) {
    return taken.values().stream().mapToLong(Long::longValue).sum();
  }

  private synchronized Map<Duty, Long> read() throws IOException {
    before = after;
    after = ThreadCpu.read(pid);
    return after;
  }

  /** What the threads did between the last two questions: in the time that counts. */
  synchronized Map<Duty, Double> shares() {
    return ThreadCpu.shares(before, after);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

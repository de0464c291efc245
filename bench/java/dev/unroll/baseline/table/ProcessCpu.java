package dev.unroll.baseline.table;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells the load generator what CPU time a process has taken, in the words of Unroll's own metrics:
 * it asks at both ends of the time that counts. So all servers are measured in the same way, and
 * from outside.
 */
final class ProcessCpu implements AutoCloseable {
  /** What Linux counts in, whatever the kernel's own tick is. */
  private static final long NANOS_PER_TICK = 10_000_000;

  /** After the name, which is in brackets: user time, then system time. */
  private static final int USER_TIME = 11;

  private final HttpServer server;

  private ProcessCpu(HttpServer server) {
    this.server = server;
  }

  static ProcessCpu of(long pid) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/metrics", exchange -> answer(exchange, pid));
    server.start();
    return new ProcessCpu(server);
  }

  private static void answer(HttpExchange exchange, long pid) throws IOException {
    var page = "process_cpu_time_ns_total " + nanos(Files.readString(stat(pid))) + "\n";
    var bytes = page.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  private static Path stat(long pid) {
    return Path.of("/proc", Long.toString(pid), "stat");
  }

  /** User and system time together, of the text of a {@code /proc/PID/stat}. */
  static long nanos(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return NANOS_PER_TICK
        * (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]));
  }

  /** The name in such a text. */
  static String name(String stat) {
    return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

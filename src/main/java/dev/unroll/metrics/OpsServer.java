package dev.unroll.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The HTTP port for operations: {@code /metrics} for Prometheus, {@code /livez} and {@code /readyz}
 * for Kubernetes and people. A probe answers 200 with "ok", or 503 with the reason.
 */
public final class OpsServer {
  public static final Option<Integer> OPS_PORT =
      Option.of(
          "ops-port",
          ValueType.port(),
          "8002",
          "The HTTP port for `/metrics`, `/livez` and `/readyz`; 0 takes a free one and prints it.");

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final String INDEX = "unroll: /metrics /livez /readyz\n";

  private final HttpServer server;
  private final ExecutorService executor;

  private OpsServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Opens the port.
   *
   * @param liveProblem why the process should be restarted; empty if it is live
   * @param readyProblem why it should get no calls; empty if it is ready
   * @throws LoadException if the port cannot be opened; the message names it
   */
  public static OpsServer start(
      String host,
      int port,
      PrometheusMeters meters,
      Supplier<String> liveProblem,
      Supplier<String> readyProblem)
      throws LoadException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new LoadException(
          "ops port " + port + " on " + host + " cannot be opened: " + e.getMessage(), e);
    }
    var executor =
        Executors.newFixedThreadPool(
            2,
            task -> {
              var thread = new Thread(task, "unroll-ops");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    var metrics = new ScrapeHandler(meters);
    // A single context: the JDK's contexts take every path with their prefix.
    server.createContext(
        "/",
        exchange -> {
          if (!METHODS.contains(exchange.getRequestMethod())) {
            refuse(exchange);
            return;
          }
          switch (exchange.getRequestURI().getPath()) {
            case "/metrics" -> metrics.handle(exchange);
            case "/livez" -> probe(exchange, liveProblem.get());
            case "/readyz" -> probe(exchange, readyProblem.get());
            case "/" -> answer(exchange, 200, INDEX);
            default -> answer(exchange, 404, INDEX);
          }
        });
    server.start();
    return new OpsServer(server, executor);
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", METHODS));
      exchange.sendResponseHeaders(405, -1);
    }
  }

  private static void probe(HttpExchange exchange, String problem) throws IOException {
    answer(exchange, problem.isEmpty() ? 200 : 503, problem.isEmpty() ? "ok\n" : problem + "\n");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", TEXT);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public void stop() {
    server.stop(0);
    executor.shutdown();
  }
}

package dev.unroll.metrics;

import dev.unroll.config.ListenFailure;
import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.http.HttpConfig;
import dev.unroll.http.HttpHandler;
import dev.unroll.http.HttpLimits;
import dev.unroll.http.HttpResponse;
import dev.unroll.http.HttpRoute;
import dev.unroll.http.HttpServer;
import java.io.IOException;
import java.util.List;
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

  public static final Option<String> OPS_HOST =
      Option.optional(
          "ops-host",
          ValueType.text("HOST", "a host name or an address of this machine"),
          "The address that the operations port listens on, such as 127.0.0.1. If it is not set,"
              + " that of `--host`.");

  private static final String INDEX = "unroll: /metrics /livez /readyz\n";

  private final HttpServer server;

  private OpsServer(HttpServer server) {
    this.server = server;
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
      Ticker ticker,
      Supplier<String> liveProblem,
      Supplier<String> readyProblem)
      throws LoadException {
    var opsMeters = meters.ops();
    try {
      var server =
          HttpServer.start(
              new HttpConfig("unroll-ops", host, port, HttpLimits.DEFAULT),
              List.of(
                  new HttpRoute(
                      "/metrics", ScrapeHandler.MOST_UNDER_WAY, new ScrapeHandler(meters)),
                  new HttpRoute("/livez", probe(liveProblem)),
                  new HttpRoute("/readyz", probe(readyProblem)),
                  new HttpRoute("/", request -> HttpResponse.text(200, INDEX))),
              request -> HttpResponse.text(404, INDEX),
              ticker,
              opsMeters);
      opsMeters.watch(server::connections);
      return new OpsServer(server);
    } catch (IOException e) {
      throw ListenFailure.of("ops port", host, port, OPS_HOST, OPS_PORT, e);
    }
  }

  private static HttpHandler probe(Supplier<String> problem) {
    return request -> {
      var now = problem.get();
      return HttpResponse.text(now.isEmpty() ? 200 : 503, now.isEmpty() ? "ok\n" : now + "\n");
    };
  }

  public int port() {
    return server.port();
  }

  public void stop() {
    server.stop();
  }
}

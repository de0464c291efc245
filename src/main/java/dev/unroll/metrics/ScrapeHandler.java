package dev.unroll.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.config.ExporterHttpServerProperties;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.httpserver.HttpErrorHandlingPolicy;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Answers {@code /metrics} with the handler of Prometheus' client, which supports the formats that
 * a scraper may accept, compression, and the selection of metrics by {@code ?name[]=}.
 */
final class ScrapeHandler implements HttpHandler {
  private static final System.Logger LOG = System.getLogger(ScrapeHandler.class.getName());

  private final PrometheusMeters meters;
  private final HttpHandler get;

  /** Never compresses: the handler would write the compressed body in a response to HEAD. */
  private final HttpHandler head;

  ScrapeHandler(PrometheusMeters meters) {
    this.meters = meters;
    this.get = handler(false);
    this.head = handler(true);
  }

  /** Returns a handler with explicit settings; by default it reads system properties. */
  private HttpHandler handler(boolean uncompressed) {
    var http =
        ExporterHttpServerProperties.builder().preferUncompressedResponse(uncompressed).build();
    return new MetricsHandler(
        PrometheusProperties.builder().exporterHttpServerProperties(http).build(),
        meters.registry(),
        HttpErrorHandlingPolicy.builder().errorReporter(ScrapeHandler::report).build());
  }

  /** Logs a failed scrape. If the scraper closed the connection, that is not an error. */
  private static void report(Exception failed) {
    LOG.log(
        failed instanceof IOException ? Level.DEBUG : Level.ERROR,
        "a request for /metrics failed",
        failed);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    meters.refresh();
    (exchange.getRequestMethod().equals("HEAD") ? head : get).handle(exchange);
  }
}

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
 * {@code /metrics}, by Prometheus' own handler: it knows the formats that a scraper may accept,
 * compression, and the choice of metrics by {@code ?name[]=}.
 */
final class ScrapeHandler implements HttpHandler {
  private static final System.Logger LOG = System.getLogger(ScrapeHandler.class.getName());

  private final PrometheusMeters meters;
  private final HttpHandler get;

  /** Never compresses: the handler would write the compressed body, which HEAD has no room for. */
  private final HttpHandler head;

  ScrapeHandler(PrometheusMeters meters) {
    this.meters = meters;
    this.get = handler(false);
    this.head = handler(true);
  }

  /** Its settings are given here; otherwise it would read others than the server's own. */
  private HttpHandler handler(boolean uncompressed) {
    var http =
        ExporterHttpServerProperties.builder().preferUncompressedResponse(uncompressed).build();
    return new MetricsHandler(
        PrometheusProperties.builder().exporterHttpServerProperties(http).build(),
        meters.registry(),
        HttpErrorHandlingPolicy.builder().errorReporter(ScrapeHandler::report).build());
  }

  /** A scraper that hangs up is not our trouble. */
  private static void report(Exception failed) {
    LOG.log(
        failed instanceof IOException ? Level.DEBUG : Level.ERROR,
        "/metrics could not be answered",
        failed);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    meters.refresh();
    (exchange.getRequestMethod().equals("HEAD") ? head : get).handle(exchange);
  }
}

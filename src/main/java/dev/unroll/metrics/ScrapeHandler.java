package dev.unroll.metrics;

import dev.unroll.http.HttpHandler;
import dev.unroll.http.HttpRequest;
import dev.unroll.http.HttpResponse;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Answers {@code /metrics} with the handler of Prometheus' client, which supports the formats that
 * a scraper may accept, compression, and the selection of metrics by {@code ?name[]=}.
 */
final class ScrapeHandler implements HttpHandler {
  /** How many scrapes may be made or unread at a time; each holds the text of all metrics. */
  static final int MOST_UNDER_WAY = 4;

  private final PrometheusMeters meters;
  private final PrometheusScrapeHandler handler;

  ScrapeHandler(PrometheusMeters meters) {
    this.meters = meters;
    // With explicit settings; by default it reads system properties.
    this.handler =
        new PrometheusScrapeHandler(PrometheusProperties.builder().build(), meters.registry());
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    meters.refresh();
    var exchange = new ScrapeExchange(request);
    try {
      handler.handleRequest(exchange);
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing is written but to memory", impossible);
    }
    return exchange.answer();
  }
}

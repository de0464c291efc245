package dev.unroll.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a scraper sees, without a port. */
final class Scrape {
  private Scrape() {}

  /** All meters in Prometheus' text format. */
  static String text(PrometheusMeters meters) {
    meters.refresh();
    var text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(text, meters.registry().scrape(), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}

package dev.unroll.metrics;

import dev.unroll.http.HttpRequest;
import dev.unroll.http.HttpResponse;
import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;

/** One scrape, as Prometheus' client sees it. The answer is kept in memory until it is whole. */
final class ScrapeExchange implements PrometheusHttpExchange {
  private static final System.Logger LOG = System.getLogger(ScrapeExchange.class.getName());

  private final HttpRequest request;
  private final Map<String, String> headers = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private boolean failed;

  ScrapeExchange(HttpRequest request) {
    this.request = request;
  }

  /** Returns the whole answer. */
  HttpResponse answer() {
    return failed
        ? HttpResponse.text(500, "the metrics cannot be gathered; the log has the reason\n")
        : new HttpResponse(status, headers, body.toByteArray());
  }

  @Override
  public PrometheusHttpRequest getRequest() {
    return new PrometheusHttpRequest() {
      @Override
      public String getQueryString() {
        return request.query();
      }

      @Override
      public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(request.header(name));
      }

      @Override
      public String getMethod() {
        // The server leaves out the body of HEAD, and needs it for the length.
        return "GET";
      }

      @Override
      public String getRequestPath() {
        return request.path();
      }
    };
  }

  @Override
  public PrometheusHttpResponse getResponse() {
    return new PrometheusHttpResponse() {
      @Override
      public void setHeader(String name, String value) {
        // The server adds the length of what it sends.
        if (!name.equalsIgnoreCase("Content-Length")) {
          headers.put(name, value);
        }
      }

      @Override
      public OutputStream sendHeadersAndGetBody(int code, int length) {
        status = code;
        return body;
      }
    };
  }

  @Override
  public void handleException(IOException e) {
    fail(e);
  }

  @Override
  public void handleException(RuntimeException e) {
    fail(e);
  }

  private void fail(Exception e) {
    failed = true;
    LOG.log(Level.ERROR, "a request for /metrics failed", e);
  }

  @Override
  public void close() {
    // Everything is in memory.
  }
}

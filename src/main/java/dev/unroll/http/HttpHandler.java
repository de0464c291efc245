package dev.unroll.http;

/** Answers the requests of one route. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Returns the answer. Runs on one of a few threads, so it may compute and must not wait. If it
   * throws, the answer is 500, and the exception is logged.
   */
  HttpResponse handle(HttpRequest request);
}

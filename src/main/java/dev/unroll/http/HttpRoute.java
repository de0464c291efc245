package dev.unroll.http;

/**
 * What is answered at one path.
 *
 * @param path exactly as it is requested, such as {@code /metrics}
 * @param mostUnderWay the most answers that may be made or unread at a time; further requests get
 *     503. 0 means no limit, for answers that cost next to nothing.
 */
public record HttpRoute(String path, int mostUnderWay, HttpHandler handler) {
  /** Creates a route whose answers cost next to nothing. */
  public HttpRoute(String path, HttpHandler handler) {
    this(path, 0, handler);
  }
}

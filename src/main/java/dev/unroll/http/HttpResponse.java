package dev.unroll.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A whole answer. The server leaves the body out if the request is HEAD.
 *
 * @param headers without Content-Length, which the body gives
 * @param body is not copied
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {
  private static final Map<String, String> TEXT =
      Map.of("Content-Type", "text/plain; charset=utf-8");

  /** Returns an answer of plain text. */
  public static HttpResponse text(int status, String text) {
    return new HttpResponse(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the same answer with one more header. */
  HttpResponse with(String name, String value) {
    var more = new HashMap<>(headers);
    more.put(name, value);
    return new HttpResponse(status, Map.copyOf(more), body);
  }
}

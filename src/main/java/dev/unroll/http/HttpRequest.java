package dev.unroll.http;

import java.util.List;
import java.util.Map;

/**
 * A request whose head has arrived. Bodies are not read.
 *
 * @param method GET or HEAD
 * @param path as it was sent, without the query
 * @param query as it was sent, without the question mark; empty if there is none
 * @param headers the values by name; names are found in any case
 */
public record HttpRequest(
    String method, String path, String query, Map<String, List<String>> headers) {
  /** Returns the values of a header; empty if it was not sent. */
  public List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }
}

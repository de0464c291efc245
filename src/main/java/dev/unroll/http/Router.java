package dev.unroll.http;

import dev.unroll.core.Ticker;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Finds the route of a request, and sends its answer without waiting for the client. */
final class Router extends Handler.Abstract {
  private static final System.Logger LOG = System.getLogger(Router.class.getName());

  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final HttpResponse NOT_ALLOWED =
      new HttpResponse(405, Map.of("Allow", String.join(", ", METHODS)), new byte[0]);

  private static final HttpResponse BUSY =
      HttpResponse.text(503, "too many answers are under way; try again in a second\n")
          .with("Retry-After", "1");

  private record Target(HttpHandler handler, Slots slots) {}

  private final Map<String, Target> targets = new HashMap<>();
  private final HttpHandler otherwise;
  private final ConnectionGuard guard;
  private final HttpMeter meter;

  /**
   * @param otherwise answers all other paths
   */
  Router(
      List<HttpRoute> routes,
      HttpHandler otherwise,
      ConnectionGuard guard,
      Ticker ticker,
      HttpMeter meter) {
    for (var route : routes) {
      targets.put(
          route.path(),
          new Target(route.handler(), new Slots(route.mostUnderWay(), ticker, guard)));
    }
    this.otherwise = otherwise;
    this.guard = guard;
    this.meter = meter;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var connection = request.getConnectionMetaData().getConnection();
    guard.began(connection);
    Request.addCompletionListener(request, failure -> guard.ended(connection));
    if (!METHODS.contains(request.getMethod())) {
      send(NOT_ALLOWED, response, callback);
      return true;
    }
    var target = targets.get(request.getHttpURI().getPath());
    if (target == null) {
      send(answer(otherwise, request), response, callback);
    } else if (target.slots().take(connection)) {
      Request.addCompletionListener(request, failure -> target.slots().giveBack(connection));
      send(answer(target.handler(), request), response, callback);
    } else {
      meter.ended(HttpMeter.Reason.UNDER_WAY);
      send(BUSY, response, callback);
    }
    return true;
  }

  private static HttpResponse answer(HttpHandler handler, Request request) {
    var path = request.getHttpURI().getPath();
    try {
      return handler.handle(plain(request));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request for " + path + " failed", e);
      return HttpResponse.text(500, "internal error; the log has the reason\n");
    }
  }

  private static HttpRequest plain(Request request) {
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (HttpField field : request.getHeaders()) {
      headers.computeIfAbsent(field.getName(), name -> new ArrayList<>()).add(field.getValue());
    }
    var query = request.getHttpURI().getQuery();
    return new HttpRequest(
        request.getMethod(), request.getHttpURI().getPath(), query == null ? "" : query, headers);
  }

  private static void send(HttpResponse answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}

package dev.unroll.http;

import dev.unroll.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP/1.1 server. No client holds a thread while it sends a request or reads an answer, and
 * {@link HttpLimits} bound what it holds otherwise.
 */
public final class HttpServer {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

  /** One accepts, one selects, one is held in reserve by Jetty; the others answer. */
  private static final int THREADS = 10;

  /** Answers that are not read wait in the kernel, too; it would give each megabytes. */
  private static final int SEND_BUFFER_BYTES = 128 << 10;

  private static final int SWEEP_MILLIS = 500;

  private final Server server;
  private final ServerConnector connector;
  private final ConnectionGuard guard;
  private final ScheduledExecutorService sweeps;

  private HttpServer(
      Server server,
      ServerConnector connector,
      ConnectionGuard guard,
      ScheduledExecutorService sweeps) {
    this.server = server;
    this.connector = connector;
    this.guard = guard;
    this.sweeps = sweeps;
  }

  /**
   * Opens the port and answers.
   *
   * @param otherwise answers the paths that are in no route
   * @throws IOException if the port cannot be opened
   */
  public static HttpServer start(
      HttpConfig config,
      List<HttpRoute> routes,
      HttpHandler otherwise,
      Ticker ticker,
      HttpMeter meter)
      throws IOException {
    var threads = new QueuedThreadPool(THREADS, 4);
    threads.setName(config.name());
    threads.setDaemon(true);
    var server = new Server(threads);
    var limits = config.limits();
    var guard = new ConnectionGuard(limits, ticker, meter);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http(limits)));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
    connector.addBean(guard);
    server.addConnector(connector);
    server.setHandler(new Router(routes, otherwise, guard, ticker, meter));
    server.setErrorHandler(HttpServer::sayStatus);
    connector.open();
    try {
      server.start();
    } catch (Exception e) {
      connector.close();
      throw new IOException("the HTTP server does not start: " + e.getMessage(), e);
    }
    var sweeps = sweeps(config.name());
    // A sweep catches its own exceptions, so the future is not needed.
    var unused =
        sweeps.scheduleWithFixedDelay(
            () -> sweep(guard), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    return new HttpServer(server, connector, guard, sweeps);
  }

  private static void sweep(ConnectionGuard guard) {
    try {
      guard.sweep();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the check for slow HTTP clients failed", e);
    }
  }

  private static HttpConfiguration http(HttpLimits limits) {
    var http = new HttpConfiguration();
    http.setRequestHeaderSize(limits.headBytes());
    http.setSendServerVersion(false);
    // Routes compare whole paths as they were sent, so none is ambiguous.
    http.setUriCompliance(UriCompliance.UNSAFE);
    return http;
  }

  /** Answers a request that is not valid HTTP, without Jetty's page. */
  private static boolean sayStatus(Request request, Response response, Callback callback) {
    var text = HttpStatus.getMessage(response.getStatus()) + "\n";
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }

  private static ScheduledExecutorService sweeps(String name) {
    return Executors.newSingleThreadScheduledExecutor(task -> {
      var thread = new Thread(task, name + "-limits");
      thread.setDaemon(true);
      return thread;
    });
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Returns how many connections are open. */
  public int connections() {
    return guard.count();
  }

  /** Closes the port and all connections at once. */
  public void stop() {
    sweeps.shutdown();
    try {
      server.stop();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "the HTTP server did not stop cleanly", e);
    }
  }
}

package dev.unroll.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.http.HttpMeter.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that hold connections without using them, over real sockets. */
class SlowClientsTest {
  private static final int CONNECTIONS = 50;
  private static final int MOST_UNDER_WAY = 3;
  private static final int PATIENCE_MILLIS = 20_000;

  /** More than the buffers of the kernel on both sides hold. */
  private static final byte[] LARGE = new byte[16 << 20];

  private final AtomicLong now = new AtomicLong();
  private final BlockingQueue<Reason> ended = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    var limits =
        new HttpLimits(
            CONNECTIONS,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(90),
            8192);
    server =
        HttpServer.start(
            new HttpConfig("http-test", "127.0.0.1", 0, limits),
            List.of(
                new HttpRoute("/probe", request -> HttpResponse.text(200, "ok")),
                new HttpRoute(
                    "/large",
                    MOST_UNDER_WAY,
                    request -> new HttpResponse(200, Map.of("X-Of", "large"), LARGE))),
            request -> HttpResponse.text(404, "nothing"),
            now::get,
            ended::add);
  }

  @AfterEach
  void stop() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    server.stop();
  }

  @Test
  void probe_behindManyHalfSentRequests_isAnswered() throws Exception {
    for (int client = 0; client < 4 * CONNECTIONS; client++) {
      send(connect(), "GET /probe HTTP/1.1\r\nHost: x\r\n");
    }
    for (int probe = 0; probe < 10; probe++) {
      assertEquals("HTTP/1.1 200 OK", answered("/probe"));
    }
    assertTrue(server.connections() <= CONNECTIONS, () -> server.connections() + " connections");
    assertEquals(Reason.CONNECTIONS, next());
  }

  @Test
  void probe_behindManyThatSendNothing_isAnswered() throws Exception {
    for (int client = 0; client < 4 * CONNECTIONS; client++) {
      connect();
    }
    assertEquals("HTTP/1.1 200 OK", answered("/probe"));
  }

  @Test
  void probe_behindManyThatDoNotRead_isAnswered() throws Exception {
    for (int client = 0; client < 2 * CONNECTIONS; client++) {
      send(connect(), "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    for (int probe = 0; probe < 10; probe++) {
      assertEquals("HTTP/1.1 200 OK", answered("/probe"));
    }
  }

  @Test
  void answers_thatAreNotRead_areBounded_andMakeRoomForOthers() throws Exception {
    var unread = new ArrayList<BufferedReader>();
    for (int client = 0; client < MOST_UNDER_WAY; client++) {
      var socket = connect();
      send(socket, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      unread.add(reader(socket));
      assertEquals("HTTP/1.1 200 OK", unread.get(client).readLine());
    }
    assertEquals("HTTP/1.1 503 Service Unavailable", answered("/large"));
    assertEquals(Reason.UNDER_WAY, next());
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertEquals("HTTP/1.1 200 OK", answered("/large"));
    assertEquals(Reason.UNDER_WAY, next());
  }

  @Test
  void request_halfSent_endsInTime() throws Exception {
    var socket = connect();
    send(socket, "GET /probe HTTP/1.1\r\n");
    awaitOne();
    later(10);
    assertTrue(isClosed(socket));
    assertEquals(Reason.REQUEST, next());
  }

  @Test
  void request_thatDrips_endsInTimeFromItsFirstByte() throws Exception {
    var socket = connect();
    send(socket, "GET /probe HTTP/1.1\r\n");
    awaitOne();
    for (int second = 0; second < 10; second++) {
      send(socket, "X-" + second + ": x\r\n");
      later(1);
    }
    assertTrue(isClosed(socket));
    assertEquals(Reason.REQUEST, next());
  }

  @Test
  void request_thatDripsOnAUsedConnection_endsInTime() throws Exception {
    var socket = connect();
    var answers = use(socket);
    send(socket, "GET /pr");
    assertEquals(Reason.REQUEST, whileTimeGoesBy(Duration.ofSeconds(12), () -> send(socket, "o")));
    assertEquals(-1, answers.read());
  }

  @Test
  void answer_notRead_endsInTime() throws Exception {
    var socket = connect();
    send(socket, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals("HTTP/1.1 200 OK", reader(socket).readLine());
    later(10);
    assertEquals(Reason.ANSWER, next());
  }

  @Test
  void connection_used_isKeptForTheNextRequest() throws Exception {
    var socket = connect();
    var answers = use(socket);
    later(60);
    assertEquals("HTTP/1.1 200 OK", answered("/probe"));
    send(socket, "GET /probe HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals("HTTP/1.1 200 OK", answers.readLine());
    assertEquals(List.of(), List.copyOf(ended));
  }

  @Test
  void head_tooLarge_isRefused_withoutAPage() throws Exception {
    var socket = connect();
    send(socket, "GET /probe HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(10_000) + "\r\n\r\n");
    var answer = reader(socket).lines().toList();
    assertEquals("HTTP/1.1 431 Request Header Fields Too Large", answer.get(0));
    assertEquals("Request Header Fields Too Large", answer.get(answer.size() - 1));
  }

  /** One request and its answer. */
  private BufferedReader use(Socket socket) throws IOException {
    send(socket, "GET /probe HTTP/1.1\r\nHost: x\r\n\r\n");
    var answers = reader(socket);
    for (var line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
      assertTrue(line.startsWith("HTTP/1.1 200") || line.contains(": "), line);
    }
    assertEquals('o', answers.read());
    assertEquals('k', answers.read());
    return answers;
  }

  /** The first line of the answer over a new connection. */
  private String answered(String path) throws IOException {
    try (var socket = connect()) {
      send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      return reader(socket).readLine();
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  /** Until the server closes it; what it sent before is left out. */
  private static boolean isClosed(Socket socket) throws IOException {
    return socket.getInputStream().readAllBytes().length == 0;
  }

  /** Time goes by for those connections only that the server knows of. */
  private void awaitOne() {
    while (server.connections() == 0) {
      Thread.onSpinWait();
    }
  }

  private void later(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Reason next() throws InterruptedException {
    return ended.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What is done each second of a time, until a connection ends. */
  private Reason whileTimeGoesBy(Duration time, Sending each) throws Exception {
    for (int second = 0; second < 100 * time.toSeconds(); second++) {
      later(1);
      var reason = ended.poll(10, TimeUnit.MILLISECONDS);
      if (reason != null) {
        return reason;
      }
      try {
        each.send();
      } catch (IOException closed) {
        return next();
      }
    }
    throw new AssertionError("the connection is still open after " + time);
  }

  /** Sends something. */
  @FunctionalInterface
  private interface Sending {
    void send() throws IOException;
  }
}

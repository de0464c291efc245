package dev.unroll.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** What hostile clients do on plain sockets, below any library; see {@link Attackers}. */
final class SocketAttackers implements AutoCloseable {
  private static final int MOST_HELD = 200;

  /** With more at once, one client would take all calls that the server allows. */
  private static final int MOST_FLOODS = 1;

  private static final int SILENT_STREAMS = 20_000;
  private static final int RESETS = 5_000;
  private static final int HUGE_BYTES = 15 << 20;

  /** Less than what HTTP/2 lets a client send before the server says more. */
  private static final int FIRST_BYTES = 16_000;

  private static final String MANY_TO_ONE = "unroll.v1.SequenceInference/ManyToOne";
  private static final String STREAM = "unroll.v1.SequenceInference/StreamManyToMany";

  private final int port;
  private final int opsPort;
  private final Queue<Closeable> held = new ArrayDeque<>();

  SocketAttackers(int port, int opsPort) {
    this.port = port;
    this.opsPort = opsPort;
  }

  private interface Attack {
    Closeable begin() throws IOException;
  }

  /** Begins something and holds it, up to a number of them. */
  private void hold(int most, Attack attack) {
    try {
      held.add(attack.begin());
      if (held.size() > most) {
        held.remove().close();
      }
    } catch (IOException refused) {
      // That is what the server should do beyond its limits.
    }
  }

  void connectAndSayNothing() {
    hold(MOST_HELD, () -> connect(port, ""));
  }

  void sendHalfARequestToOps() {
    hold(MOST_HELD, () -> connect(opsPort, "GET /readyz HTTP/1.1\r\nHost: x\r\n"));
  }

  void leaveMetricsUnread() {
    hold(MOST_HELD, () -> connect(opsPort, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  void openManySilentCalls() {
    hold(MOST_FLOODS, () -> opened(socket -> socket.beginCalls(MANY_TO_ONE, SILENT_STREAMS)));
  }

  void openManySilentStreams() {
    hold(MOST_FLOODS, () -> opened(socket -> socket.beginCalls(STREAM, SILENT_STREAMS)));
  }

  void resetManyCalls() {
    hold(MOST_FLOODS, () -> opened(socket -> socket.beginAndReset(MANY_TO_ONE, RESETS)));
  }

  void beginAHugeMessage() {
    hold(
        MOST_HELD,
        () -> opened(socket -> socket.beginMessage(MANY_TO_ONE, HUGE_BYTES, FIRST_BYTES)));
  }

  private interface Frames {
    void send(HttpTwoSocket socket) throws IOException;
  }

  private Closeable opened(Frames frames) throws IOException {
    var socket = HttpTwoSocket.open(port);
    try {
      frames.send(socket);
    } catch (IOException closed) {
      socket.close();
      throw closed;
    }
    return socket::close;
  }

  private static Closeable connect(int port, String words) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Override
  public void close() throws IOException {
    for (var open : held) {
      open.close();
    }
  }
}

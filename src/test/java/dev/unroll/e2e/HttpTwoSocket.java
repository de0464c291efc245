package dev.unroll.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A connection that speaks as much of HTTP/2 as an attack needs: it sends frames that no library
 * would send, and reads nothing.
 */
final class HttpTwoSocket implements AutoCloseable {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;
  private static final int FRAME_HEAD_BYTES = 9;
  private static final int LENGTH_BITS = 24;

  private final Socket socket;
  private int stream = -1;

  private HttpTwoSocket(Socket socket) {
    this.socket = socket;
  }

  static HttpTwoSocket open(int port) throws IOException {
    var opened = new HttpTwoSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    opened.socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    opened.socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
    return opened;
  }

  /** Begins so many calls of a method, and sends no message. */
  void beginCalls(String method, int calls) throws IOException {
    var frames = new ByteArrayOutputStream();
    for (int call = 0; call < calls; call++) {
      frames.write(begin(method));
    }
    send(frames);
  }

  /** Begins so many calls and gives each of them up at once. */
  void beginAndReset(String method, int calls) throws IOException {
    var frames = new ByteArrayOutputStream();
    for (int call = 0; call < calls; call++) {
      frames.write(begin(method));
      frames.write(frame(RESET, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array()));
    }
    send(frames);
  }

  /** Begins a call, and sends only the beginning of a large message. */
  void beginMessage(String method, int messageBytes, int sentBytes) throws IOException {
    var frames = new ByteArrayOutputStream();
    frames.write(begin(method));
    var data = ByteBuffer.allocate(sentBytes).put((byte) 0).putInt(messageBytes);
    frames.write(frame(DATA, 0, stream, data.array()));
    send(frames);
  }

  private void send(ByteArrayOutputStream frames) throws IOException {
    frames.writeTo(socket.getOutputStream());
  }

  private byte[] begin(String method) {
    stream += 2;
    var block = new ByteArrayOutputStream();
    for (var header :
        List.of(
            List.of(":method", "POST"),
            List.of(":scheme", "http"),
            List.of(":path", "/" + method),
            List.of(":authority", "localhost"),
            List.of("content-type", "application/grpc"),
            List.of("te", "trailers"))) {
      // A literal without an index; its name and value are shorter than 127 bytes.
      block.write(0);
      for (var word : header) {
        block.write(word.length());
        block.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return frame(HEADERS, END_HEADERS, stream, block.toByteArray());
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(FRAME_HEAD_BYTES + payload.length)
        .putInt((payload.length << (Integer.SIZE - LENGTH_BITS)) | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.repository.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that never become HTTP/2; the server waits ten seconds for them. */
class SilentConnectionIT {
  private static final int CONNECTIONS = 200;
  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir private Path models;

  @Test
  void connections_withoutAHandshake_areClosed_andOthersAreServedMeanwhile() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models)) {
      assertEquals("SERVING", server.health("m"));
      var sockets = new ArrayList<Socket>();
      for (int socket = 0; socket < CONNECTIONS; socket++) {
        var silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
        silent.setSoTimeout(PATIENCE_MILLIS);
        // Half of them begin what they never finish.
        silent.getOutputStream().write(socket % 2 == 0 ? new byte[0] : new byte[] {'P', 'R', 'I'});
        sockets.add(silent);
      }
      Await.until("all are open", () -> server.meter("unroll_connections") == CONNECTIONS + 1);
      assertEquals("SERVING", server.health("m"));
      for (var silent : sockets) {
        assertEquals(-1, end(silent));
        silent.close();
      }
      Await.until("none is left", () -> server.meter("unroll_connections") == 1);
      assertEquals("SERVING", server.health("m"));
    }
  }

  /** Reads what the server sends first, to the end. */
  private static int end(Socket socket) throws IOException {
    int read = 0;
    while (read >= 0) {
      read = socket.getInputStream().read(new byte[1024]);
    }
    return read;
  }
}

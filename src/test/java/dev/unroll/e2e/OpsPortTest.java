package dev.unroll.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.Commands;
import dev.unroll.repository.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations port of a whole server, as probes, people and attackers use it. */
class OpsPortTest {
  @TempDir private Path models;

  private ServerHarness server;

  @BeforeEach
  void start() throws Exception {
    Folders.zoo(models, "gru_last");
    server = ServerHarness.start(models, "host", "127.0.0.1", "ops-host", "localhost");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void probes_behindHalfSentAndUnreadRequests_areAnswered() throws Exception {
    var held = new ArrayList<Socket>();
    try {
      for (int client = 0; client < 300; client++) {
        held.add(send("GET /livez HTTP/1.1\r\nHost: x\r\n"));
        held.add(send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      for (int probe = 0; probe < 20; probe++) {
        assertEquals(200, server.get("/livez").statusCode());
        assertEquals(200, server.get("/readyz").statusCode());
      }
      assertEquals("SERVING", server.health("unroll/live"));
      assertTrue(server.meter("unroll_ops_connections") <= 256);
      assertTrue(server.meter("unroll_ops_ended_total", "connections") > 0);
    } finally {
      for (var socket : held) {
        socket.close();
      }
    }
  }

  @Test
  void call_toIt_saysWhatItIs() {
    var errors = new StringWriter();
    int code =
        Commands.commandLine(config -> 0)
            .setErr(new PrintWriter(errors))
            .execute("models", "--to=localhost:" + server.opsPort());
    assertEquals(1, code);
    assertEquals(
        "unroll: INTERNAL: localhost:"
            + server.opsPort()
            + " does not speak gRPC; it may be the operations port of a server (8002 by default);"
            + " give the gRPC port (8001 by default) by --to\n",
        errors.toString());
  }

  private Socket send(String request) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.opsPort());
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }
}

package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.LargeTensors;
import dev.unroll.repository.Folders;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lane meets an Error of the JVM: there is no memory for the outputs of its slice. */
class LaneErrorIT {
  private static final int CLIENTS = 4;
  private static final int CALLS = 24;

  /** Of 256 numbers each: 160 MB, where 100 MiB may be allocated outside of the heap. */
  private static final int STEPS = 160_000;

  @TempDir private Path models;
  @TempDir private Path logs;

  @Test
  void outOfMemoryErrors_failTheirCalls_andNeitherTheLanesNorOtherCalls() throws Exception {
    var wide = models.resolve("wide");
    LargeTensors.wide(256).write(Files.createDirectories(wide.resolve("1")), "model.onnx");
    Files.writeString(wide.resolve("model.yaml"), "input: {tokens: {max_steps: 200000}}");
    Folders.zoo(models, "gru_last", "m", 1);
    var ofJava = List.of("-Xmx1g", "-XX:MaxDirectMemorySize=100m");
    String[] flags = {"--lanes", "2", "--max-backlog-bytes", "1000000000"};
    try (var server = ServerProcess.serve(ofJava, logs, models, flags)) {
      assertEquals(2, server.models(), server::errors);
      var channel = ServerHarness.channelTo(server.port());
      var known = ask(channel);
      var large = Requests.manyToMany("wide", Requests.sameIds(STEPS, 1));
      var calls = new ArrayList<Clients.Call>();
      for (int call = 0; call < CALLS; call++) {
        calls.add(
            call % 4 == 0
                ? () ->
                    Refusals.assertRefused(
                        Code.RESOURCE_EXHAUSTED,
                        "memory",
                        () -> SequenceInferenceGrpc.newBlockingStub(channel).manyToMany(large))
                : () -> assertEquals(known, ask(channel)));
      }
      Clients.run(CLIENTS, calls);
      assertTrue(server.errors().contains("java.lang.OutOfMemoryError"), server::errors);
      assertIsLive(server, channel);
      assertEquals(known, ask(channel));
      Await.until("no row is left", () -> meter(server, "unroll_rows") == 0);
      Await.until("no call is open", () -> meter(server, "unroll_open_calls") == 0);
      Await.until("no bytes are held", () -> meter(server, "unroll_open_bytes") == 0);
      channel.shutdownNow();
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::errors);
    }
  }

  private static double meter(ServerProcess server, String name) {
    return ServerHarness.meter(server.opsPort(), name);
  }

  private static void assertIsLive(ServerProcess server, ManagedChannel channel) {
    assertEquals(200, ServerHarness.get(server.opsPort(), "/livez").statusCode());
    var request = HealthCheckRequest.newBuilder().setService("unroll/live").build();
    var answer = HealthGrpc.newBlockingStub(channel).check(request);
    assertEquals("SERVING", answer.getStatus().name());
  }

  private static List<?> ask(ManagedChannel channel) {
    return SequenceInferenceGrpc.newBlockingStub(channel)
        .manyToOne(Requests.manyToOne("m", Requests.ids(3, 1, 4)))
        .getOutputsList();
  }
}

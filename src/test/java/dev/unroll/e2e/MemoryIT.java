package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.LargeTensors;
import dev.unroll.onnx.Recurrents;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.RepositoryModelLoadRequest;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a server holds after many loads, and after a run that needed much. */
@EnabledOnOs(OS.LINUX)
class MemoryIT {
  private static final int LOADS = 200;

  /** In mebibytes: a twentieth of what the loads between the two quarters read. */
  private static final long MOST_GROWTH = 20;

  /** The heap is there from the beginning, so that only native memory can grow. */
  private static final List<String> FIXED_HEAP =
      List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch");

  @TempDir private Path models;
  @TempDir private Path logs;

  @Test
  void loads_twoHundredOneAfterAnother_leaveNothingBehind() throws Exception {
    assertIsFlat(resident(1, LOADS));
  }

  @Test
  void loads_fourAtOnce_leaveNothingBehind() throws Exception {
    assertIsFlat(resident(4, LOADS / 4));
  }

  /** The quarter before the middle with the last one: the first warms up. */
  private static void assertIsFlat(List<Long> mebibytes) {
    int quarter = mebibytes.size() / 4;
    long before = median(mebibytes.subList(quarter, 2 * quarter));
    long after = median(mebibytes.subList(3 * quarter, mebibytes.size()));
    System.out.printf("memory: %d MiB in the second quarter, %d in the last%n", before, after);
    assertTrue(after - before <= MOST_GROWTH, () -> before + " to " + after + ": " + mebibytes);
  }

  private static long median(List<Long> values) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** Unloads and loads models of 5 MiB; returns what the process holds after each round, in MiB. */
  private List<Long> resident(int modelsAtOnce, int rounds) throws Exception {
    for (int model = 0; model < modelsAtOnce; model++) {
      var version = Files.createDirectories(models.resolve("m" + model).resolve("1"));
      Recurrents.gru(8_000, 128, 256).write(version, "model.onnx");
    }
    var resident = new ArrayList<Long>();
    try (var server = ServerProcess.serve(FIXED_HEAP, logs, models, "--model-control", "true")) {
      assertEquals(modelsAtOnce, server.models());
      var channel = ServerHarness.channelTo(server.port());
      for (int round = 0; round < rounds; round++) {
        var reloads = new ArrayList<Clients.Call>();
        for (int model = 0; model < modelsAtOnce; model++) {
          var name = "m" + model;
          reloads.add(() -> reload(channel, name));
        }
        Clients.run(modelsAtOnce, reloads);
        resident.add(server.residentBytes() >> 20);
      }
      channel.shutdownNow();
    }
    return resident;
  }

  private static void reload(ManagedChannel channel, String name) {
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    var unload = RepositoryModelUnloadRequest.newBuilder().setModelName(name).build();
    var unloaded = stub.repositoryModelUnload(unload);
    var load = RepositoryModelLoadRequest.newBuilder().setModelName(name).build();
    var loaded = stub.repositoryModelLoad(load);
    assertTrue(unloaded.isInitialized() && loaded.isInitialized());
  }

  @Test
  void run_ofManyPieces_givesItsMemoryBack() throws Exception {
    var version = Files.createDirectories(models.resolve("pieces").resolve("1"));
    LargeTensors.pieces(100_000).write(version, "model.onnx");
    try (var server = ServerProcess.serve(FIXED_HEAP, logs, models)) {
      var channel = ServerHarness.channelTo(server.port());
      var calls = SequenceInferenceGrpc.newBlockingStub(channel);
      var small = Requests.manyToOne("pieces", Requests.ids(3));
      assertEquals(0, calls.manyToOne(small).getOutputs(0).getVectors().getValues(0));
      long before = server.residentBytes() >> 20;
      var large = Requests.manyToOne("pieces", Requests.ids(8_000));
      assertEquals(0, calls.manyToOne(large).getOutputs(0).getVectors().getValues(0));
      long just = server.residentBytes() >> 20;
      System.out.printf("memory: %d MiB before, %d just after a large run%n", before, just);
      // 763 MiB in pieces, which the C library keeps; the trimmer tries within seconds.
      Await.until("its memory is back", () -> (server.residentBytes() >> 20) < before + 100);
      channel.shutdownNow();
    }
  }
}

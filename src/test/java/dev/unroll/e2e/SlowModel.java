package dev.unroll.e2e;

import dev.unroll.onnx.Loops;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that is being loaded until a client unloads it: its graph never answers. Servers that
 * load it need {@link #PATIENT}.
 */
final class SlowModel {
  static final String[] PATIENT = {"max-run", "1h", "load-timeout", "1h"};

  private final String name;

  private SlowModel(String name) {
    this.name = name;
  }

  static SlowModel in(Path models, String name) throws IOException {
    var version = Files.createDirectories(models.resolve(name).resolve("1"));
    Loops.endless().write(version, "model.onnx");
    return new SlowModel(name);
  }

  /** A call of ONNX Runtime that takes minutes, and cannot be ended. */
  static SlowModel forGood(Path models, String name) throws IOException {
    var version = Files.createDirectories(models.resolve(name).resolve("1"));
    Loops.slowToLoad(20_000).write(version, "model.onnx");
    return new SlowModel(name);
  }

  /** Has it unloaded, which does not wait for its load. */
  void unload(ServerHarness server) {
    var unused =
        server
            .triton()
            .repositoryModelUnload(
                RepositoryModelUnloadRequest.newBuilder().setModelName(name).build());
  }

  String name() {
    return name;
  }
}

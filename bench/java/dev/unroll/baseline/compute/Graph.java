package dev.unroll.baseline.compute;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.Map;

/** A graph in ONNX Runtime, shared by all threads: each call runs on the one that makes it. */
public final class Graph implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private Graph(Path file) throws OrtException {
    // Everything else is as ONNX Runtime has it, its arena too.
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(file.toString(), options);
    }
  }

  public static Graph load(Path file) throws OrtException {
    return new Graph(file);
  }

  boolean takes(String input) {
    return session.getInputNames().contains(input);
  }

  OrtEnvironment environment() {
    return environment;
  }

  OrtSession.Result run(Map<String, OnnxTensor> feeds) throws OrtException {
    return session.run(feeds);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}

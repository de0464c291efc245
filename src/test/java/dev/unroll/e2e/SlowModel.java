package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.repository.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A model whose manifest is a pipe, so that whoever loads it waits for whoever writes: a file
 * system that does not answer, for as long as a test wants it.
 */
final class SlowModel implements AutoCloseable {
  private static final byte[] MANIFEST = "description: late\n".getBytes(StandardCharsets.UTF_8);

  private final String name;
  private final Path pipe;
  private boolean written;

  private SlowModel(String name, Path pipe) {
    this.name = name;
    this.pipe = pipe;
  }

  static SlowModel in(Path models, String name) throws IOException, InterruptedException {
    var pipe = Folders.zoo(models, "gru_last", name, 1).resolve("model.yaml");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    return new SlowModel(name, pipe);
  }

  /** Lets it be loaded. */
  void goOn() throws IOException {
    written = true;
    Files.write(pipe, MANIFEST, StandardOpenOption.WRITE);
  }

  String name() {
    return name;
  }

  /** Nobody is left waiting. */
  @Override
  public void close() throws IOException {
    if (!written) {
      // For reading and writing, a pipe opens at once.
      try (var both =
          Files.newByteChannel(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        both.write(
            java.nio.ByteBuffer.wrap(
                "description: late\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
    }
  }
}

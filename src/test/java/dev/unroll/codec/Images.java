package dev.unroll.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The image files among the test resources. */
final class Images {
  private Images() {}

  static byte[] read(String name) {
    try (var file = Images.class.getResourceAsStream("/images/" + name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

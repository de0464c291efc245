package dev.unroll.codec;

import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.core.LoadException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The tokenizers among the test resources. */
public final class Tokenizers {
  private Tokenizers() {}

  static Path file(String name) {
    try {
      var url =
          Objects.requireNonNull(Tokenizers.class.getResource("/tokenizers/" + name + ".json"));
      return Path.of(url.toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static TextTokenizer open(String name) {
    try {
      return TextTokenizer.open(file(name));
    } catch (LoadException unusable) {
      throw new IllegalStateException(unusable);
    }
  }
}

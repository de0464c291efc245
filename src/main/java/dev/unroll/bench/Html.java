package dev.unroll.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What every page needs. */
final class Html {
  private static final String STYLE = "report.css";

  private Html() {}

  /** The text, between tags or in an attribute's quotes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The style sheet that lies beside this class. */
  static String style() {
    try (var file = Objects.requireNonNull(Html.class.getResourceAsStream(STYLE), "no " + STYLE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

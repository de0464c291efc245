package dev.unroll.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One setting of the server, described once: the flag, the variable, the key of the file, the
 * documentation and the reading of its value all come from here.
 *
 * @param name also the key in the file: {@code max-message-bytes}
 * @param type how a value is written, and what it may be
 * @param fallback the value where nobody sets one, as one would write it
 * @param isRequired whether somebody must set it
 * @param description one sentence
 * @param <T> what a value is, once read
 */
public record Option<T>(
    String name,
    ValueType<T> type,
    Optional<String> fallback,
    boolean isRequired,
    String description) {
  static final String VARIABLE_PREFIX = "UNROLL_";

  /** An option that always has a value. */
  public static <T> Option<T> of(
      String name, ValueType<T> type, String fallback, String description) {
    return new Option<>(name, type, Optional.of(fallback), false, description);
  }

  /** An option that may have no value. */
  public static <T> Option<T> optional(String name, ValueType<T> type, String description) {
    return new Option<>(name, type, Optional.empty(), false, description);
  }

  /** An option that somebody must set. */
  public static <T> Option<T> required(String name, ValueType<T> type, String description) {
    return new Option<>(name, type, Optional.empty(), true, description);
  }

  /** The flag on the command line: {@code --max-message-bytes}. */
  public String flag() {
    return "--" + name;
  }

  /** The environment variable: {@code UNROLL_MAX_MESSAGE_BYTES}. */
  public String variable() {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}

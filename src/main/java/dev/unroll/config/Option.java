package dev.unroll.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One setting of the server. The flag, the environment variable, the key of the file, the
 * documentation and the parser are all derived from it.
 *
 * @param name also the key in the file: {@code max-message-bytes}
 * @param type how a value is written, and which values are allowed
 * @param fallback the default value, as it would be written
 * @param isRequired whether the option must be set
 * @param description one sentence
 * @param <T> the type of the parsed value
 */
public record Option<T>(
    String name,
    ValueType<T> type,
    Optional<String> fallback,
    boolean isRequired,
    String description) {
  static final String VARIABLE_PREFIX = "UNROLL_";

  /** Returns an option with a default value. */
  public static <T> Option<T> of(
      String name, ValueType<T> type, String fallback, String description) {
    return new Option<>(name, type, Optional.of(fallback), false, description);
  }

  /** Returns an option without a default, which need not be set. */
  public static <T> Option<T> optional(String name, ValueType<T> type, String description) {
    return new Option<>(name, type, Optional.empty(), false, description);
  }

  /** Returns an option that must be set. */
  public static <T> Option<T> required(String name, ValueType<T> type, String description) {
    return new Option<>(name, type, Optional.empty(), true, description);
  }

  /** Returns the flag on the command line: {@code --max-message-bytes}. */
  public String flag() {
    return "--" + name;
  }

  /** Returns the environment variable: {@code UNROLL_MAX_MESSAGE_BYTES}. */
  public String variable() {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}

package dev.unroll.config;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting of the server, described once: the flag, the variable, the key of the file, the
 * documentation and the reading of its value all come from here.
 *
 * @param <T> what a value is, once read
 */
public final class Option<T> {
  private final String name;
  private final ValueType<T> type;
  private final @Nullable String fallback;
  private final String description;

  Option(String name, ValueType<T> type, @Nullable String fallback, String description) {
    this.name = name;
    this.type = type;
    this.fallback = fallback;
    this.description = description;
  }

  /** The name and the key in the file: {@code max-message-bytes}. */
  public String name() {
    return name;
  }

  /** The flag on the command line: {@code --max-message-bytes}. */
  public String flag() {
    return "--" + name;
  }

  /** The environment variable: {@code UNROLL_MAX_MESSAGE_BYTES}. */
  public String variable() {
    return Options.VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** What stands for a value in a usage line: {@code N}. */
  public String placeholder() {
    return type.placeholder();
  }

  /** What a value may be, in words: "a whole number from 0 to 65535". */
  public String allowed() {
    return type.allowed();
  }

  /** The value where nobody sets one, as one would write it; empty where one must be set. */
  public Optional<String> fallback() {
    return Optional.ofNullable(fallback);
  }

  /** One sentence. */
  public String description() {
    return description;
  }

  /** Whether the bare flag means true. */
  public boolean isSwitch() {
    return type.isSwitch();
  }

  ValueType<T> type() {
    return type;
  }
}

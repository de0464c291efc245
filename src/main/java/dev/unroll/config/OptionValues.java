package dev.unroll.config;

import java.util.Map;
import java.util.Optional;

/** The values of options, read and allowed, whoever has set them. */
public final class OptionValues {
  private final Map<Option<?>, Object> values;

  /**
   * @param values of each option what its own type has read
   */
  OptionValues(Map<Option<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** The value of an option that always has one. */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalArgumentException(option.name() + " has no value"));
  }

  /** The value of an option that may have none. */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable((T) values.get(option));
  }
}

package dev.unroll.config;

import java.util.Map;
import java.util.Optional;

/** The parsed and checked values of options, from any source. */
public final class OptionValues {
  private final Map<Option<?>, Object> values;

  /**
   * @param values the value of each option, as its own type has parsed it
   */
  OptionValues(Map<Option<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** Returns the value of an option that has a default or is required. */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalArgumentException(option.name() + " has no value"));
  }

  /** Returns the value of an option, or empty if it is not set. */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable((T) values.get(option));
  }
}

package dev.unroll.client;

import dev.unroll.v1.InputKind;
import org.jspecify.annotations.Nullable;

/**
 * What the caller wrote as the input.
 *
 * @param kind what it was said to be, or null: whatever the model takes
 * @param written as it was written, {@code -} for the lines of standard input, or null: the model's
 *     own example
 */
public record GivenInput(@Nullable InputKind kind, @Nullable String written) {
  /** The model's own example. */
  public static final GivenInput NONE = new GivenInput(null, null);

  private static final String LINES = "-";

  /** Whether each line of standard input is an input; vectors are one JSON over all lines. */
  public boolean isLines() {
    return LINES.equals(written) && kind != InputKind.INPUT_KIND_VECTORS;
  }
}

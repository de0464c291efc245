package dev.unroll.rpc;

import dev.unroll.codec.Given;
import dev.unroll.codec.InputBounds;
import dev.unroll.core.Fault;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins input that arrives in parts. What cannot become a valid input any more is refused at once,
 * so a stream holds no more than the longest input that its model takes.
 */
final class InputParts {
  private static final int MAX_CHARACTERS = 1_000_000;

  private final InputBounds bounds;
  private @Nullable Given joined;

  InputParts(InputBounds bounds) {
    this.bounds = bounds;
  }

  void add(Given part) {
    joined = joined == null ? part : join(joined, part);
    if (joined instanceof Given.Text text && text.text().length() > MAX_CHARACTERS) {
      throw Fault.invalid(
          "input.text",
          "is over " + MAX_CHARACTERS + " characters with this part; at most that many");
    }
    if (joined instanceof Given.TokenIds ids && ids.ids().length > bounds.maxSteps()) {
      throw tooLong("input.token_ids", ids.ids().length);
    }
    if (joined instanceof Given.VectorValues vectors && vectors.width() > 0) {
      int steps = vectors.values().length / vectors.width();
      if (steps > bounds.maxSteps()) {
        throw tooLong("input.vectors", steps);
      }
    }
  }

  private Fault tooLong(String field, int steps) {
    return Fault.invalid(
        field,
        "has " + steps + " steps with this part; the model takes at most " + bounds.maxSteps());
  }

  /**
   * @throws Fault INVALID_ARGUMENT where nothing has come
   */
  Given all() {
    if (joined == null) {
      throw Fault.invalid("input", "is missing: the stream ended before any");
    }
    return joined;
  }

  private static Given join(Given before, Given part) {
    if (before instanceof Given.Text first && part instanceof Given.Text second) {
      return new Given.Text(first.text() + second.text());
    }
    if (before instanceof Given.TokenIds first && part instanceof Given.TokenIds second) {
      var ids = Arrays.copyOf(first.ids(), first.ids().length + second.ids().length);
      System.arraycopy(second.ids(), 0, ids, first.ids().length, second.ids().length);
      return new Given.TokenIds(ids);
    }
    if (before instanceof Given.VectorValues first && part instanceof Given.VectorValues second) {
      return join(first, second);
    }
    throw Fault.invalid(
        "input",
        "is "
            + part.kind().label()
            + " after "
            + before.kind().label()
            + "; a stream goes on with the kind that it began with, and images come whole");
  }

  private static Given join(Given.VectorValues first, Given.VectorValues second) {
    if (second.width() != 0 && first.width() != 0 && second.width() != first.width()) {
      throw Fault.invalid(
          "input.vectors.width", "is " + second.width() + " after " + first.width());
    }
    var values = Arrays.copyOf(first.values(), first.values().length + second.values().length);
    System.arraycopy(second.values(), 0, values, first.values().length, second.values().length);
    return new Given.VectorValues(values, Math.max(first.width(), second.width()));
  }
}

package dev.unroll.rpc;

import dev.unroll.codec.Given;
import dev.unroll.codec.InputBounds;
import dev.unroll.codec.InputKind;
import dev.unroll.core.Fault;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins input that arrives in parts. What cannot become a valid input any more is refused at once,
 * so a stream holds no more than the longest input that its model takes.
 *
 * <p>Not safe for threads.
 */
final class InputParts {
  private static final int MAX_CHARACTERS = 1_000_000;

  private final InputBounds bounds;
  private final int width;
  private @Nullable InputKind kind;

  // Of these, the kind's own.
  private final StringBuilder text = new StringBuilder();
  private long[] ids = {};
  private float[] values = {};
  private byte[] image = {};

  /** Of ids or values. */
  private int count;

  private int declaredWidth;
  private String valuesField = "";

  /**
   * @param width values a step of the model's input
   */
  InputParts(InputBounds bounds, int width) {
    this.bounds = bounds;
    this.width = width;
  }

  void add(Given part) {
    var before = kind;
    if (before != null && (before != part.kind() || before == InputKind.IMAGE)) {
      throw Fault.invalid(
          "input",
          "is "
              + part.kind().label()
              + " after "
              + before.label()
              + "; a stream goes on with the kind that it began with, and images come whole");
    }
    kind = part.kind();
    if (part instanceof Given.Text more) {
      add(more);
    } else if (part instanceof Given.TokenIds more) {
      add(more);
    } else if (part instanceof Given.VectorValues more) {
      add(more);
    } else if (part instanceof Given.Image whole) {
      image = whole.file();
    }
  }

  private void add(Given.Text more) {
    if ((long) text.length() + more.text().length() > MAX_CHARACTERS) {
      throw Fault.invalid(
          "input.text",
          "is over " + MAX_CHARACTERS + " characters with this part; at most that many");
    }
    text.append(more.text());
  }

  private void add(Given.TokenIds more) {
    long total = (long) count + more.ids().length;
    checkSteps("input.token_ids.ids", total, 1);
    if (total > ids.length) {
      ids = count == 0 ? more.ids() : Arrays.copyOf(ids, roomFor(total, ids.length));
    }
    System.arraycopy(more.ids(), 0, ids, count, more.ids().length);
    count = (int) total;
  }

  private void add(Given.VectorValues more) {
    if (more.width() != 0 && declaredWidth != 0 && more.width() != declaredWidth) {
      throw Fault.invalid(
          "input.vectors.width",
          "is " + Integer.toUnsignedString(more.width()) + " after " + declaredWidth);
    }
    declaredWidth = more.width() == 0 ? declaredWidth : more.width();
    valuesField = more.field();
    long total = (long) count + more.values().length;
    checkSteps(more.field(), total, width);
    if (total > values.length) {
      values = count == 0 ? more.values() : Arrays.copyOf(values, roomFor(total, values.length));
    }
    System.arraycopy(more.values(), 0, values, count, more.values().length);
    count = (int) total;
  }

  private void checkSteps(String field, long total, int valuesOfAStep) {
    if (total > (long) bounds.maxSteps() * valuesOfAStep) {
      throw Fault.invalid(
          field,
          "has "
              + total / valuesOfAStep
              + " steps with this part; the model takes at most "
              + bounds.maxSteps());
    }
  }

  /** Twice as much as there was: many small parts are not copied many times. */
  private static int roomFor(long total, int before) {
    return (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(total, 2L * before));
  }

  /**
   * @throws Fault INVALID_ARGUMENT where nothing has come
   */
  Given all() {
    var given = kind;
    if (given == null) {
      throw Fault.invalid("input", "is missing: the stream ended before any");
    }
    return switch (given) {
      case TEXT -> new Given.Text(text.toString());
      case TOKEN_IDS -> new Given.TokenIds(Arrays.copyOf(ids, count));
      case VECTORS ->
          new Given.VectorValues(Arrays.copyOf(values, count), declaredWidth, valuesField);
      case IMAGE -> new Given.Image(image);
    };
  }
}

package dev.unroll.inference;

import dev.unroll.codec.InputBounds;
import dev.unroll.codec.InputKind;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.repository.ServedModel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins input that arrives in parts: all of it, or whole steps as they come. What cannot become a
 * valid input any more is refused at once, so a stream holds no more than the longest input that
 * its model takes.
 *
 * <p>Not safe for threads.
 */
public final class InputParts {
  private static final long[] NO_IDS = {};
  private static final float[] NO_VALUES = {};
  private static final byte[] NO_IMAGE = {};

  private final InputBounds bounds;
  private final int width;
  private @Nullable InputKind kind;

  // Of these, the kind's own.
  private @Nullable StringBuilder text;
  private long[] ids = NO_IDS;
  private float[] values = NO_VALUES;
  private byte[] image = NO_IMAGE;

  /** Of ids or values. */
  private int count;

  private int declaredWidth;
  private String valuesField = "";

  /**
   * @param width values a step of the model's input
   */
  private InputParts(InputBounds bounds, int width) {
    this.bounds = bounds;
    this.width = width;
  }

  /** For an input of that model. */
  public static InputParts of(ServedModel model) {
    return new InputParts(model.bounds(), model.plan().facts().input().volume());
  }

  public void add(RawInput part) {
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
    if (part instanceof RawInput.Text more) {
      add(more);
    } else if (part instanceof RawInput.TokenIds more) {
      add(more);
    } else if (part instanceof RawInput.VectorValues more) {
      add(more);
    } else if (part instanceof RawInput.Image whole) {
      image = whole.file();
    }
  }

  private void add(RawInput.Text more) {
    var joined = text == null ? new StringBuilder() : text;
    if ((long) joined.length() + more.text().length() > RawInput.Text.MAX_CHARACTERS) {
      throw Fault.invalid(
          "input.text",
          "is over "
              + RawInput.Text.MAX_CHARACTERS
              + " characters with this part; at most that many");
    }
    text = joined.append(more.text());
  }

  private void add(RawInput.TokenIds more) {
    long total = (long) count + more.ids().length;
    checkSteps("input.token_ids.ids", total, 1);
    if (total > ids.length) {
      ids = count == 0 ? more.ids() : Arrays.copyOf(ids, roomFor(total, ids.length));
    }
    System.arraycopy(more.ids(), 0, ids, count, more.ids().length);
    count = (int) total;
  }

  private void add(RawInput.VectorValues more) {
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
   * All of it.
   *
   * @throws Fault INVALID_ARGUMENT where nothing has come
   */
  public RawInput all() {
    var given = kind;
    if (given == null) {
      throw Fault.invalid("input", "is missing: the stream ended before any");
    }
    return switch (given) {
      case TEXT -> new RawInput.Text(String.valueOf(text));
      case TOKEN_IDS -> new RawInput.TokenIds(first(ids, count));
      case VECTORS -> new RawInput.VectorValues(first(values, count), declaredWidth, valuesField);
      case IMAGE -> new RawInput.Image(image);
    };
  }

  private static long[] first(long[] ids, int count) {
    return ids.length == count ? ids : Arrays.copyOf(ids, count);
  }

  private static float[] first(float[] values, int count) {
    return values.length == count ? values : Arrays.copyOf(values, count);
  }

  /**
   * Takes out the steps that have come and are whole; what begins the next one stays. Null where
   * there is none. Only of ids and vectors.
   */
  @Nullable RawInput takeWholeSteps() {
    boolean isVectors = kind == InputKind.VECTORS;
    // A wrong width is the codec's to refuse, and at once.
    boolean fits = declaredWidth == 0 || declaredWidth == width;
    int whole = isVectors && fits ? count - count % width : count;
    if (whole == 0) {
      return null;
    }
    RawInput steps =
        isVectors
            ? new RawInput.VectorValues(first(values, whole), declaredWidth, valuesField)
            : new RawInput.TokenIds(first(ids, whole));
    ids = NO_IDS;
    values = whole == count ? NO_VALUES : Arrays.copyOfRange(values, whole, count);
    count -= whole;
    return steps;
  }

  /**
   * The input is over.
   *
   * @throws Fault INVALID_ARGUMENT where it ends within a step
   */
  void checkNothingLeft() {
    if (count > 0) {
      throw Fault.invalid(
          valuesField,
          "ends within a step: with "
              + count
              + " of this model's "
              + width
              + " values; each step is whole at the end");
    }
  }
}

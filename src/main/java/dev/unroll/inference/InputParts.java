package dev.unroll.inference;

import dev.unroll.codec.InputBounds;
import dev.unroll.codec.InputKind;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.repository.ServedModel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins input that arrives in parts, either all of it or whole steps as they arrive. Input that can
 * no longer become valid is refused at once, so a stream holds at most the longest input of its
 * model.
 *
 * <p>Not thread-safe.
 */
public final class InputParts {
  private static final long[] NO_IDS = {};
  private static final float[] NO_VALUES = {};
  private static final byte[] NO_IMAGE = {};

  private final InputBounds bounds;
  private final int width;
  private @Nullable InputKind kind;

  // Only the one for the kind is used.
  private @Nullable StringBuilder text;
  private long[] ids = NO_IDS;
  private float[] values = NO_VALUES;
  private byte[] image = NO_IMAGE;
  private @Nullable RawInput tensors;

  /** The number of ids or values. */
  private int count;

  private int declaredWidth;
  private String valuesField = "";

  /**
   * @param width the values in a step of the model's input
   */
  private InputParts(InputBounds bounds, int width) {
    this.bounds = bounds;
    this.width = width;
  }

  /** Returns an empty one for a model. */
  public static InputParts of(ServedModel model) {
    return new InputParts(model.bounds(), model.plan().facts().input().volume());
  }

  public void add(RawInput part) {
    var before = kind;
    boolean isWhole = before == InputKind.IMAGE || (before == InputKind.TENSORS && tensors != null);
    if (before != null && (before != part.kind() || isWhole)) {
      throw Fault.invalid(
          "input",
          "is "
              + part.kind().label()
              + " after "
              + before.label()
              + "; all parts of a stream must have the kind of the first, and an image or named"
              + " tensors must come in one part");
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
    } else if (part instanceof RawInput.Tensors) {
      tensors = part;
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

  /** Doubles the capacity, so that many small parts are not copied many times. */
  private static int roomFor(long total, int before) {
    return (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(total, 2L * before));
  }

  /**
   * Returns the whole input.
   *
   * @throws Fault INVALID_ARGUMENT if there was none
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
      case TENSORS -> Objects.requireNonNull(tensors);
    };
  }

  private static long[] first(long[] ids, int count) {
    return ids.length == count ? ids : Arrays.copyOf(ids, count);
  }

  private static float[] first(float[] values, int count) {
    return values.length == count ? values : Arrays.copyOf(values, count);
  }

  /**
   * Removes and returns the complete steps; the beginning of the next one is kept. Returns null if
   * there is no complete step. Only for ids, vectors and named tensors.
   */
  @Nullable RawInput takeWholeSteps() {
    var whole = tensors;
    if (whole != null) {
      tensors = null;
      return whole;
    }
    boolean isVectors = kind == InputKind.VECTORS;
    // The codec refuses a wrong width, so pass it on at once.
    boolean fits = declaredWidth == 0 || declaredWidth == width;
    int wholeCount = isVectors && fits ? count - count % width : count;
    if (wholeCount == 0) {
      return null;
    }
    RawInput steps =
        isVectors
            ? new RawInput.VectorValues(first(values, wholeCount), declaredWidth, valuesField)
            : new RawInput.TokenIds(first(ids, wholeCount));
    ids = NO_IDS;
    values = wholeCount == count ? NO_VALUES : Arrays.copyOfRange(values, wholeCount, count);
    count -= wholeCount;
    return steps;
  }

  /**
   * Checks that the input has ended with a complete step.
   *
   * @throws Fault INVALID_ARGUMENT if it ends within a step
   */
  void checkNothingLeft() {
    if (count > 0) {
      throw Fault.invalid(
          valuesField,
          "ends within a step: with "
              + count
              + " of this model's "
              + width
              + " values; the input must end with a complete step");
    }
  }
}

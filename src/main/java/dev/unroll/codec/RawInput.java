package dev.unroll.codec;

import dev.unroll.core.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client's input before it is encoded. Its values are not checked. Arrays are not copied: the
 * caller must not write to them afterwards.
 */
public sealed interface RawInput {
  /** Returns the kind of this input. */
  InputKind kind();

  /**
   * Text for a model's tokenizer.
   *
   * @param text any string; the codec rejects unpaired surrogates
   */
  record Text(String text) implements RawInput {
    /**
     * The longest text. It is checked before the tokenizer runs, which would take long for more.
     */
    public static final int MAX_CHARACTERS = 1_000_000;

    @Override
    public InputKind kind() {
      return InputKind.TEXT;
    }
  }

  /**
   * Token ids, shape {@code [steps]}.
   *
   * @param ids any numbers
   */
  record TokenIds(long[] ids) implements RawInput {
    @Override
    public InputKind kind() {
      return InputKind.TOKEN_IDS;
    }
  }

  /**
   * Vectors, shape {@code [steps, width]}, row-major.
   *
   * @param values any numbers
   * @param width values per step; 0 stands for the model's width
   * @param field the field that a fault names
   */
  record VectorValues(float[] values, int width, String field) implements RawInput {
    /** Creates vectors whose values were sent as numbers. */
    public VectorValues(float[] values, int width) {
      this(values, width, "input.vectors.values");
    }

    @Override
    public InputKind kind() {
      return InputKind.VECTORS;
    }
  }

  /**
   * An image.
   *
   * @param file the bytes of a PNG or JPEG file
   */
  record Image(byte[] file) implements RawInput {
    @Override
    public InputKind kind() {
      return InputKind.IMAGE;
    }
  }

  /**
   * Named tensors, for a graph that takes each of its inputs by name.
   *
   * @param byName one row's tensors, without an axis of rows
   */
  record Tensors(Map<String, Tensor> byName) implements RawInput {
    public Tensors {
      // Map.copyOf would lose the order.
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    @Override
    public InputKind kind() {
      return InputKind.TENSORS;
    }
  }
}

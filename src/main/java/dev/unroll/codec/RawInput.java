package dev.unroll.codec;

/**
 * What a client gave, before it is a sequence. Arrays are handed over, not copied, and not checked
 * yet.
 */
public sealed interface RawInput {
  /** Which of a model's kinds of input this is. */
  InputKind kind();

  /**
   * Text for a model's tokenizer.
   *
   * @param text any string; unpaired surrogates are found later
   */
  record Text(String text) implements RawInput {
    /**
     * More than any model's steps could come from; refused before a tokenizer spends time on it.
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
   * @param width values a step; 0 stands for the model's
   * @param field names the values in faults
   */
  record VectorValues(float[] values, int width, String field) implements RawInput {
    /** Values that were given as numbers. */
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
}

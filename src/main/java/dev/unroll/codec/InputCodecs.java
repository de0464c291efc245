package dev.unroll.codec;

import dev.unroll.codec.image.ImageFormat;
import dev.unroll.codec.tokenizer.TextTokenizer;

/** Makes the codec of a model's input. */
public final class InputCodecs {
  private InputCodecs() {}

  /**
   * For a model with a tokenizer: takes text, and token ids.
   *
   * @param tokenizer handed over: closing the codec closes it
   */
  public static InputCodec text(TextTokenizer tokenizer, InputBounds bounds) {
    return new TextCodec(tokenizer, new SequenceChecks(bounds));
  }

  /**
   * For a model that fills a blank: takes what the other codec takes, with one blank in it.
   *
   * @param codec gives ids; handed over
   */
  public static InputCodec withBlank(InputCodec codec, Blank blank) {
    return new BlankCodec(codec, blank);
  }

  /** For a model that takes ids and has no tokenizer. */
  public static InputCodec tokenIds(InputBounds bounds) {
    return new TokenIdsCodec(new SequenceChecks(bounds));
  }

  /**
   * For a model that takes vectors.
   *
   * @param width values a step, at least 1
   */
  public static InputCodec vectors(int width, InputBounds bounds) {
    return new VectorsCodec(width, new SequenceChecks(bounds));
  }

  /**
   * For a model that takes an image: PNG and JPEG files, and the finished values as vectors of one
   * step.
   *
   * @param maxPixels a file of more pixels is refused before it is decoded
   */
  public static InputCodec image(ImageFormat format, InputBounds bounds, long maxPixels) {
    return new ImageCodec(format, new SequenceChecks(bounds), maxPixels);
  }
}

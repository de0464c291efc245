package dev.unroll.codec;

import dev.unroll.codec.image.ImageFormat;
import dev.unroll.codec.tokenizer.LongTexts;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.plan.stage.TensorFacts;
import java.util.List;

/** Creates the codec of a model's input. */
public final class InputCodecs {
  private InputCodecs() {}

  /**
   * Returns a codec for a model with a tokenizer. It takes text and token ids.
   *
   * @param tokenizer owned by the codec, which closes it
   * @param longTexts bounds the long texts of all models
   */
  public static InputCodec text(TextTokenizer tokenizer, InputBounds bounds, LongTexts longTexts) {
    return new TextCodec(tokenizer, new SequenceChecks(bounds), longTexts);
  }

  /**
   * Returns a codec for a model that fills a blank: each input must have exactly one.
   *
   * @param codec encodes to ids; owned by the new codec, which closes it
   */
  public static InputCodec withBlank(InputCodec codec, Blank blank) {
    return new BlankCodec(codec, blank);
  }

  /** Returns a codec for a model that takes ids and has no tokenizer. */
  public static InputCodec tokenIds(InputBounds bounds) {
    return new TokenIdsCodec(new SequenceChecks(bounds));
  }

  /**
   * Returns a codec for a model that takes vectors.
   *
   * @param width values per step, at least 1
   */
  public static InputCodec vectors(int width, InputBounds bounds) {
    return new VectorsCodec(width, new SequenceChecks(bounds));
  }

  /**
   * Returns a codec for a model that takes an image. It takes PNG and JPEG files, and normalised
   * values as vectors of one step.
   *
   * @param maxPixels the limit of a file's pixels, checked before it is decoded
   */
  public static InputCodec image(ImageFormat format, InputBounds bounds, long maxPixels) {
    return new ImageCodec(format, new SequenceChecks(bounds), maxPixels);
  }

  /**
   * Returns a codec for a model that takes each input of its graph by name.
   *
   * @param inputs their facts; -1 in a shape, and the axis of rows, are the client's choice
   */
  public static InputCodec tensors(List<TensorFacts> inputs) {
    return new TensorsCodec(List.copyOf(inputs));
  }
}

package dev.unroll.codec;

import dev.unroll.codec.image.ImageFile;
import dev.unroll.codec.image.ImageFormat;
import dev.unroll.codec.image.ImageScaler;
import dev.unroll.codec.image.PixelRows;
import dev.unroll.core.Sequence;
import java.util.Set;

/** Encodes an image file as one step of values. */
final class ImageCodec implements InputCodec {
  private static final String FIELD = "input.image";

  private final ImageFormat format;
  private final SequenceChecks checks;
  private final long maxPixels;
  private final VectorsCodec values;

  ImageCodec(ImageFormat format, SequenceChecks checks, long maxPixels) {
    this.format = format;
    this.checks = checks;
    this.maxPixels = maxPixels;
    this.values = new VectorsCodec(format.values(), checks);
  }

  @Override
  public Set<InputKind> kinds() {
    return InputKinds.of(InputKind.VECTORS, InputKind.IMAGE);
  }

  @Override
  public Encoded encode(RawInput rawInput) {
    if (rawInput instanceof RawInput.Image image) {
      checks.steps(1, FIELD);
      var sequence = new Sequence.Vectors(encode(image.file()), format.values());
      return new Encoded(sequence, null);
    }
    if (rawInput instanceof RawInput.VectorValues) {
      return values.encode(rawInput);
    }
    throw InputKinds.refused(rawInput, kinds());
  }

  private float[] encode(byte[] file) {
    try (var image = ImageFile.open(file, FIELD, maxPixels)) {
      var pixels = new PixelRows(image.decode(), format.channels());
      var scaler =
          new ImageScaler(
              pixels.width(), pixels.height(), format.width(), format.height(), format.channels());
      for (int row = 0; row < pixels.height(); row++) {
        scaler.add(row, pixels.read(row));
      }
      return normalised(scaler.planes());
    }
  }

  private float[] normalised(float[] planes) {
    int plane = format.width() * format.height();
    for (int channel = 0; channel < format.channels(); channel++) {
      float mean = format.mean()[channel];
      float std = format.std()[channel];
      for (int index = channel * plane; index < (channel + 1) * plane; index++) {
        planes[index] = (planes[index] / 255 - mean) / std;
      }
    }
    return planes;
  }

  @Override
  public void close() {}
}

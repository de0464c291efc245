package dev.unroll.codec.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Reads the rows of an image as grey or RGB values in [0, 255]. Transparent pixels are blended with
 * white.
 *
 * <p>Samples are used as they are in the file. {@link BufferedImage#getRGB} is not used for grey
 * images, because Java treats them as linear light and makes them brighter than other libraries do.
 */
public final class PixelRows {
  private static final float WHITE = 255;

  private final BufferedImage image;
  private final int channels;
  private final float[] row;

  public PixelRows(BufferedImage image, int channels) {
    this.image = image;
    this.channels = channels;
    this.row = new float[image.getWidth() * channels];
  }

  public int width() {
    return image.getWidth();
  }

  public int height() {
    return image.getHeight();
  }

  /**
   * Returns one row, shape {@code [width, channels]}. The next call overwrites it.
   *
   * @param y from 0 at the top
   */
  public float[] read(int y) {
    if (image.getColorModel() instanceof IndexColorModel) {
      readPalette(y);
    } else {
      readSamples(y);
    }
    return row;
  }

  private void readPalette(int y) {
    var colours = image.getRGB(0, y, image.getWidth(), 1, null, 0, image.getWidth());
    for (int x = 0; x < colours.length; x++) {
      int colour = colours[x];
      put(x, colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF, (colour >>> 24) / 255f);
    }
  }

  private void readSamples(int y) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    float scale = 255f / ((1 << raster.getSampleModel().getSampleSize(0)) - 1);
    boolean isGrey = bands <= 2;
    boolean hasAlpha = image.getColorModel().hasAlpha();
    var samples =
        raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.getWidth(), 1, (int[]) null);
    for (int x = 0; x < image.getWidth(); x++) {
      int at = x * bands;
      float red = samples[at] * scale;
      float green = isGrey ? red : samples[at + 1] * scale;
      float blue = isGrey ? red : samples[at + 2] * scale;
      float alpha = hasAlpha ? samples[at + bands - 1] * scale / 255 : 1;
      put(x, red, green, blue, alpha);
    }
  }

  private void put(int x, float red, float green, float blue, float alpha) {
    float paper = (1 - alpha) * WHITE;
    if (channels == 1) {
      // The weights of ITU-R BT.601, as in other image libraries.
      float grey =
          red == green && green == blue ? red : 0.299f * red + 0.587f * green + 0.114f * blue;
      row[x] = grey * alpha + paper;
      return;
    }
    row[x * 3] = red * alpha + paper;
    row[x * 3 + 1] = green * alpha + paper;
    row[x * 3 + 2] = blue * alpha + paper;
  }
}

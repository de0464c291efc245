package dev.unroll.codec.image;

/**
 * Scales an image row by row, so that only the result is held in memory. The filter is bilinear
 * with antialiasing, as in PIL and torchvision, which models are trained with: a triangle that is
 * widened for downscaling, so that every pixel counts.
 */
public final class ImageScaler {
  private final Taps across;
  private final Taps down;
  private final int width;
  private final int height;
  private final int channels;

  /** The sum so far, shape {@code [channels, height, width]}. */
  private final float[] planes;

  private final float[] scaledRow;

  public ImageScaler(int fromWidth, int fromHeight, int width, int height, int channels) {
    this.across = new Taps(fromWidth, width);
    this.down = new Taps(fromHeight, height);
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.planes = new float[channels * height * width];
    this.scaledRow = new float[channels * width];
  }

  /**
   * Adds a row of the image. Each row must be added exactly once.
   *
   * @param pixels shape {@code [fromWidth, channels]}
   */
  public void add(int fromRow, float[] pixels) {
    scale(pixels);
    int first = down.firstReading(fromRow);
    for (int row = first; row < height && down.start(row) <= fromRow; row++) {
      float weight = down.weight(row, fromRow);
      if (weight == 0) {
        continue;
      }
      for (int channel = 0; channel < channels; channel++) {
        int to = (channel * height + row) * width;
        for (int x = 0; x < width; x++) {
          planes[to + x] += weight * scaledRow[channel * width + x];
        }
      }
    }
  }

  private void scale(float[] pixels) {
    for (int x = 0; x < width; x++) {
      for (int channel = 0; channel < channels; channel++) {
        float sum = 0;
        for (int from = across.start(x); from < across.end(x); from++) {
          sum += across.weight(x, from) * pixels[from * channels + channel];
        }
        scaledRow[channel * width + x] = sum;
      }
    }
  }

  /** Returns the scaled image, {@code [channels, height, width]}, once all rows are added. */
  public float[] planes() {
    return planes;
  }

  /** The filter along one axis: the source pixels and their weights for each result pixel. */
  private static final class Taps {
    private final int[] starts;
    private final float[][] weights;

    Taps(int from, int to) {
      this.starts = new int[to];
      this.weights = new float[to][];
      double scale = (double) from / to;
      double reach = Math.max(scale, 1);
      for (int index = 0; index < to; index++) {
        double centre = (index + 0.5) * scale;
        int start = (int) Math.max(0, Math.floor(centre - reach + 0.5));
        int end = (int) Math.min(from, Math.floor(centre + reach + 0.5));
        starts[index] = start;
        weights[index] = weights(start, end, centre, reach);
      }
    }

    private static float[] weights(int start, int end, double centre, double reach) {
      var raw = new double[end - start];
      double sum = 0;
      for (int index = 0; index < raw.length; index++) {
        double distance = Math.abs(start + index + 0.5 - centre) / reach;
        raw[index] = Math.max(0, 1 - distance);
        sum += raw[index];
      }
      var weights = new float[raw.length];
      for (int index = 0; index < raw.length; index++) {
        weights[index] = (float) (raw[index] / sum);
      }
      return weights;
    }

    int start(int index) {
      return starts[index];
    }

    int end(int index) {
      return starts[index] + weights[index].length;
    }

    float weight(int index, int from) {
      int at = from - starts[index];
      return at >= 0 && at < weights[index].length ? weights[index][at] : 0;
    }

    /** Returns the first pixel of the result that uses this source pixel. */
    int firstReading(int from) {
      int low = 0;
      int high = starts.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (end(middle) > from) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }
}

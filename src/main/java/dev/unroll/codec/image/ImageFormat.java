package dev.unroll.codec.image;

/**
 * The image that a model takes: one step of shape {@code [channels, height, width]}. Each value is
 * {@code (pixel / 255 - mean) / std}, with its channel's mean and std.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param mean one value per channel
 * @param std one value per channel, none 0
 */
public record ImageFormat(int width, int height, int channels, float[] mean, float[] std) {
  public ImageFormat {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "an image has at least 1 x 1 pixels, not " + width + " x " + height);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("an image has 1 or 3 channels, not " + channels);
    }
    if ((long) width * height * channels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an image of " + width + " x " + height + " x " + channels + " values is too large");
    }
    if (mean.length != channels || std.length != channels) {
      throw new IllegalArgumentException(
          "mean and std have one value for each of "
              + channels
              + " channels, not "
              + mean.length
              + " and "
              + std.length);
    }
    for (int channel = 0; channel < channels; channel++) {
      if (!Float.isFinite(mean[channel]) || !Float.isFinite(std[channel]) || std[channel] == 0) {
        throw new IllegalArgumentException(
            "mean and std are finite and no std is 0, unlike "
                + mean[channel]
                + " and "
                + std[channel]
                + " of channel "
                + channel);
      }
    }
  }

  /** Returns the number of values of the step. */
  public int values() {
    return channels * height * width;
  }
}

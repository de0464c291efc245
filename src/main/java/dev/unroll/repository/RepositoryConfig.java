package dev.unroll.repository;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the model repository.
 *
 * @param models the folder with a folder for each model
 * @param poll how often it is looked at; zero: only when told to
 * @param maxImagePixels the largest image that a client may send, width times height
 */
public record RepositoryConfig(Path models, Duration poll, long maxImagePixels) {
  public static final Option<Path> MODELS =
      Option.required(
          "models",
          ValueType.folder(),
          "The model repository: a folder with a folder for each model. It is waited for, unless poll is"
              + " 0s. Required.");

  public static final Option<Duration> POLL =
      Option.of(
          "poll",
          ValueType.duration(),
          "5s",
          "How often the models folder is looked at for changes; 0s is never, only on SIGHUP.");

  public static final Option<Long> MAX_IMAGE_PIXELS =
      Option.of(
          "max-image-pixels",
          ValueType.longNumber(1, 1_000_000_000L),
          "16777216",
          "The largest image, width times height, checked before it is decoded.");

  public static RepositoryConfig from(OptionValues values) {
    return new RepositoryConfig(values.get(MODELS), values.get(POLL), values.get(MAX_IMAGE_PIXELS));
  }
}

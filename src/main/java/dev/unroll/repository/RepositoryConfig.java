package dev.unroll.repository;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the model repository.
 *
 * @param models the folder that has a folder for each model
 * @param poll the interval between checks of the folder; zero means only on request
 * @param loadTimeout how long loading a version may take
 * @param maxImagePixels the largest image that a client may send, as width times height
 */
public record RepositoryConfig(
    Path models, Duration poll, Duration loadTimeout, long maxImagePixels) {
  public static final Option<Path> MODELS =
      Option.required(
          "models",
          ValueType.folder(),
          "The model repository: a folder with a folder for each model. If it is missing, the"
              + " server waits for it, unless poll is 0s. Required.");

  public static final Option<Duration> POLL =
      Option.of(
          "poll",
          ValueType.duration(),
          "5s",
          "The interval between checks of the models folder for changes; with 0s it is checked"
              + " only on SIGHUP.");

  public static final Option<Duration> LOAD_TIMEOUT =
      Option.of(
          "load-timeout",
          ValueType.duration(Duration.ofMillis(100)),
          "5m",
          "How long loading a version of a model may take; then the version has failed, and the"
              + " others are served without it.");

  public static final Option<Long> MAX_IMAGE_PIXELS =
      Option.of(
          "max-image-pixels",
          ValueType.longNumber(1, 1_000_000_000L),
          "16777216",
          "The largest image, width times height, checked before it is decoded.");

  public static RepositoryConfig from(OptionValues values) {
    return new RepositoryConfig(
        values.get(MODELS),
        values.get(POLL),
        values.get(LOAD_TIMEOUT),
        values.get(MAX_IMAGE_PIXELS));
  }
}

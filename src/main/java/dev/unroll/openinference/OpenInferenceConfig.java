package dev.unroll.openinference;

import dev.unroll.config.Option;
import dev.unroll.config.ValueType;

/**
 * The settings of the protocol.
 *
 * @param version the version of the program
 * @param modelControl whether clients may load and unload models
 * @param logLevel the log level at the start
 */
public record OpenInferenceConfig(String version, boolean modelControl, String logLevel) {
  public static final Option<Boolean> MODEL_CONTROL =
      Option.of(
          "model-control",
          ValueType.truth(),
          "false",
          "Let clients load and unload models by RepositoryModelLoad and RepositoryModelUnload, and"
              + " change the log level by LogSettings.");
}

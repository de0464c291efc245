package dev.unroll.openinference;

/**
 * Settings of the protocol.
 *
 * @param version of the program
 * @param modelControl whether clients may load and unload models
 * @param logLevel what is logged at the start
 */
public record OpenInferenceConfig(String version, boolean modelControl, String logLevel) {}

package dev.unroll.openinference;

import java.time.Duration;

/**
 * Settings of the protocol.
 *
 * @param version of the program
 * @param maxSequences whose state may be kept between requests
 * @param sequenceIdleTimeout one that no request goes on with for so long is forgotten; zero: never
 * @param modelControl whether clients may load and unload models
 * @param logLevel what is logged at the start
 */
public record OpenInferenceConfig(
    String version,
    int maxSequences,
    Duration sequenceIdleTimeout,
    boolean modelControl,
    String logLevel) {}

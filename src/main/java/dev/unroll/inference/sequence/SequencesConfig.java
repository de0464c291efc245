package dev.unroll.inference.sequence;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import java.time.Duration;

/**
 * The settings of sequences whose states are kept between requests.
 *
 * @param most the most sequences at a time
 * @param idleTimeout a sequence that waits longer for its next request is ended; zero means never
 */
public record SequencesConfig(int most, Duration idleTimeout) {
  public static final Option<Integer> MAX_SEQUENCES =
      Option.of(
          "max-sequences",
          ValueType.wholeNumber(1, 10_000_000),
          "10000",
          "Sequences whose hidden state may be kept between ModelInfer requests; further ones are"
              + " refused with RESOURCE_EXHAUSTED.");

  public static final Option<Duration> SEQUENCE_IDLE_TIMEOUT =
      Option.of(
          "sequence-idle-timeout",
          ValueType.duration(),
          "1m",
          "How long such a sequence may wait for its next request before it is ended; 0s means no"
              + " limit.");

  public static SequencesConfig from(OptionValues values) {
    return new SequencesConfig(values.get(MAX_SEQUENCES), values.get(SEQUENCE_IDLE_TIMEOUT));
  }
}

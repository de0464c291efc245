package dev.unroll.config;

import dev.unroll.core.LoadException;
import java.util.Map;

/** What was written for each option, on its way to being values. */
final class Values {
  private final Map<String, Written> written;

  Values(Map<String, Written> written) {
    this.written = Map.copyOf(written);
  }

  ServerConfig toConfig() throws LoadException {
    var config =
        new ServerConfig(
            value(Options.MODELS),
            value(Options.HOST),
            value(Options.PORT),
            value(Options.OPS_PORT),
            value(Options.DEVICE),
            value(Options.LANES),
            value(Options.MAX_ROWS),
            value(Options.MAX_BACKLOG),
            value(Options.MAX_BACKLOG_BYTES),
            value(Options.MAX_STREAMS),
            value(Options.STREAM_IDLE_TIMEOUT),
            value(Options.MAX_SEQUENCES),
            value(Options.SEQUENCE_IDLE_TIMEOUT),
            value(Options.MAX_MESSAGE_BYTES),
            value(Options.MAX_IMAGE_PIXELS),
            value(Options.GRACE),
            value(Options.POLL),
            value(Options.MAX_CONNECTION_AGE),
            value(Options.REFLECTION),
            value(Options.CHANNELZ),
            value(Options.MODEL_CONTROL),
            value(Options.EXAMPLES),
            value(Options.LOG_LEVEL));
    if (config.port() != 0 && config.port() == config.opsPort()) {
      throw new LoadException(
          "port and ops-port are both " + config.port() + "; each needs a port of its own");
    }
    return config;
  }

  static <T> T parse(Option<T> option, Written written) throws LoadException {
    return option.type().parse(written.value()).orElseThrow(() -> notAllowed(option, written));
  }

  static LoadException notAllowed(Option<?> option, Written written) {
    return new LoadException(
        written.place() + " = '" + written.value() + "': allowed is " + option.allowed());
  }

  private <T> T value(Option<T> option) throws LoadException {
    var found = written.get(option.name());
    if (found != null) {
      return parse(option, found);
    }
    var fallback = option.fallback();
    if (fallback.isEmpty()) {
      throw new LoadException(
          option.name()
              + " is not set; give "
              + option.flag()
              + " "
              + option.placeholder()
              + ", "
              + option.variable()
              + " or the key '"
              + option.name()
              + "' in the file of "
              + Options.CONFIG.flag());
    }
    return parse(option, new Written("default of " + option.name(), fallback.get()));
  }
}

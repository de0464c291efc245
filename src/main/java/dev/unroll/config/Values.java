package dev.unroll.config;

import dev.unroll.core.LoadException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
            value(Options.VERIFY),
            valueOrNull(Options.VERIFY_KEEP),
            value(Options.MAX_CONNECTION_AGE),
            valueOrNull(Options.TLS_CERTIFICATE),
            valueOrNull(Options.TLS_KEY),
            valueOrNull(Options.TLS_CLIENT_CA),
            value(Options.REFLECTION),
            value(Options.CHANNELZ),
            value(Options.MODEL_CONTROL),
            value(Options.EXAMPLES),
            value(Options.LOG_LEVEL));
    if (config.port() != 0 && config.port() == config.opsPort()) {
      throw new LoadException(
          "port and ops-port are both " + config.port() + "; each needs a port of its own");
    }
    checkTls(config);
    return config;
  }

  private static void checkTls(ServerConfig config) throws LoadException {
    boolean certificate = config.tlsCertificate() != null;
    if (certificate != (config.tlsKey() != null)) {
      throw new LoadException(
          certificate
              ? "tls-certificate is set without tls-key; TLS needs both"
              : "tls-key is set without tls-certificate; TLS needs both");
    }
    if (!certificate && config.tlsClientCa() != null) {
      throw new LoadException(
          "tls-client-ca is set without tls-certificate and tls-key; clients are known by TLS only");
    }
    if (certificate && config.examples()) {
      throw new LoadException(
          "examples and tls-certificate are both set; examples are called without TLS");
    }
  }

  static <T> T parse(Option<T> option, Written written) throws LoadException {
    return option.type().parse(written.value()).orElseThrow(() -> notAllowed(option, written));
  }

  static LoadException notAllowed(Option<?> option, Written written) {
    return new LoadException(
        written.place() + " = '" + written.value() + "': allowed is " + option.allowed());
  }

  private <T> @Nullable T valueOrNull(Option<T> option) throws LoadException {
    var found = written.get(option.name());
    return found == null ? null : parse(option, found);
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

package dev.unroll;

import dev.unroll.config.ServerConfig;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.GrpcConfig;
import dev.unroll.grpc.TlsFiles;
import dev.unroll.openinference.OpenInferenceConfig;
import dev.unroll.schedule.DifferenceListener;
import dev.unroll.schedule.Limits;
import dev.unroll.schedule.ScheduleMeter;
import dev.unroll.schedule.Verification;
import org.jspecify.annotations.Nullable;

/** What each room gets of the server's settings. */
final class Settings {
  private Settings() {}

  static GrpcConfig ofPort(ServerConfig config) {
    return new GrpcConfig(
        config.host(),
        config.port(),
        config.maxMessageBytes(),
        config.maxStreams(),
        config.streamIdleTimeout(),
        config.maxConnectionAge(),
        tlsOrNull(config),
        config.reflection(),
        config.channelz());
  }

  private static @Nullable TlsFiles tlsOrNull(ServerConfig config) {
    return config.tlsCertificate() == null || config.tlsKey() == null
        ? null
        : new TlsFiles(config.tlsCertificate(), config.tlsKey(), config.tlsClientCa());
  }

  static Limits ofScheduler(ServerConfig config) {
    long maxBytes =
        config.maxBacklogBytes() > 0
            ? config.maxBacklogBytes()
            : Runtime.getRuntime().maxMemory() / 3;
    return new Limits(config.maxRows(), config.maxBacklog(), maxBytes);
  }

  static Verification verification(ServerConfig config, Ticker ticker, ScheduleMeter meter) {
    var folder = config.verifyKeep();
    var listener = folder == null ? DifferenceListener.NOBODY : KeptRows.in(folder);
    return new Verification(config.verify(), ticker, meter, listener);
  }

  static OpenInferenceConfig ofOpenInference(ServerConfig config) {
    return new OpenInferenceConfig(Version.text(), config.modelControl(), config.logLevel());
  }
}

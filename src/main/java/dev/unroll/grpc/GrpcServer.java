package dev.unroll.grpc;

import dev.unroll.config.ListenFailure;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.admission.Admission;
import dev.unroll.inference.RequestMeter;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The gRPC port with all its services. */
public final class GrpcServer {
  /**
   * A periodic check for idle streams or sequences.
   *
   * @param timeout the shortest idle timeout now
   * @param check is run about ten times in that time
   */
  public record IdleCheck(Supplier<Duration> timeout, Runnable check) {}

  /** The interval at which a draining server checks whether it is done. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final int CHANNELZ_PAGE = 100;

  private final Server server;
  private final HealthBoard health;
  private final Admission admission;
  private final OpenStreams streams;
  private final StreamSweeper sweeper;
  private final Ticker ticker;
  private final @Nullable ServerTls tls;

  private GrpcServer(
      Server server,
      HealthBoard health,
      Admission admission,
      OpenStreams streams,
      StreamSweeper sweeper,
      Ticker ticker,
      @Nullable ServerTls tls) {
    this.server = server;
    this.health = health;
    this.admission = admission;
    this.streams = streams;
    this.sweeper = sweeper;
    this.ticker = ticker;
    this.tls = tls;
  }

  /**
   * Opens the port.
   *
   * @param services the services besides health
   * @param clock the time of day, for the validity of certificates
   * @param streams the open streams of all services
   * @param admission decides what the port takes in; closed with the server
   * @param checks the periodic checks
   * @throws LoadException naming the port if it cannot be opened, or the file for TLS that is
   *     invalid
   */
  public static GrpcServer start(
      GrpcConfig config,
      List<ServerServiceDefinition> services,
      HealthBoard health,
      RequestMeter meter,
      Ticker ticker,
      InstantSource clock,
      OpenStreams streams,
      Admission admission,
      List<IdleCheck> checks)
      throws LoadException {
    var tls = config.tls() == null ? null : ServerTls.open(config.tls(), clock);
    var builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(config.host(), config.port()),
                tls == null ? InsecureServerCredentials.create() : tls.credentials())
            .maxInboundMessageSize(config.maxMessageBytes())
            .decompressorRegistry(Deflate.registry())
            .addService(health.service());
    admission.guard(builder);
    builder.intercept(new CallInterceptor(meter, ticker));
    services.forEach(service -> builder.addService(MessageParsing.strict(service)));
    if (!config.maxConnectionAge().isZero()) {
      builder.maxConnectionAge(config.maxConnectionAge().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (config.reflection()) {
      var details = new ErrorDetailsReflection();
      var bound = new ReflectionBound();
      // The last one has the first look.
      builder
          .addService(
              ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), details, bound))
          .addService(ServerInterceptors.intercept(olderReflection(), details, bound));
    }
    if (config.channelz()) {
      builder.addService(ChannelzService.newInstance(CHANNELZ_PAGE));
    }
    try {
      var server = builder.build().start();
      var sweeper = new StreamSweeper();
      if (!config.streamIdleTimeout().isZero()) {
        sweeper.every(config::streamIdleTimeout, streams::sweep);
      }
      if (!config.admission().clientTimeout().isZero()) {
        sweeper.every(config.admission()::clientTimeout, admission::endSlowCalls);
      }
      checks.forEach(check -> sweeper.every(check.timeout(), check.check()));
      return new GrpcServer(server, health, admission, streams, sweeper, ticker, tls);
    } catch (IOException e) {
      admission.close();
      if (tls != null) {
        tls.close();
      }
      throw ListenFailure.of(
          "gRPC port", config.host(), config.port(), GrpcConfig.HOST, GrpcConfig.PORT, e);
    }
  }

  /**
   * Many clients still use the version before v1, such as Python's grpcio-reflection and older
   * grpcurl.
   */
  @SuppressWarnings("deprecation")
  private static BindableService olderReflection() {
    return ProtoReflectionService.newInstance();
  }

  /** Returns how long the certificates of the port are valid; empty without TLS. */
  public List<CertificateValidity> certificates() {
    return tls == null ? List.of() : tls.validities();
  }

  public int port() {
    return server.getPort();
  }

  /**
   * Sets health to NOT_SERVING, refuses new calls, and waits for calls in flight for at most {@code
   * grace}. A stream whose client is idle for a tenth of that is ended, since it may never finish
   * by itself.
   */
  public void drain(Duration grace) throws InterruptedException {
    health.lower();
    server.shutdown();
    long end = ticker.nanos() + grace.toNanos();
    boolean idle = false;
    while (!server.awaitTermination(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      boolean idleBefore = idle;
      idle = admission.isIdle();
      streams.endIdle(grace.dividedBy(10));
      // Idle twice in a row, since a call that arrived just before may not be counted yet.
      if ((idle && idleBefore) || ticker.nanos() - end >= 0) {
        streams.endAll();
        server.awaitTermination(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        server.shutdownNow();
        server.awaitTermination(1, TimeUnit.SECONDS);
        break;
      }
    }
    sweeper.stop();
    admission.close();
    if (tls != null) {
      tls.close();
    }
  }
}

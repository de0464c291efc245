package dev.unroll.grpc;

import dev.unroll.config.ListenFailure;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The gRPC port with all its services. */
public final class GrpcServer {
  /**
   * A periodic check for idle streams or sequences.
   *
   * @param timeout the idle timeout; zero means that there is no check
   * @param check is run about ten times in that time
   */
  public record IdleCheck(Duration timeout, Runnable check) {}

  /** The shortest interval at which clients may send keepalive pings. */
  private static final Duration PERMITTED_PING_INTERVAL = Duration.ofSeconds(10);

  /** The interval at which a draining server checks whether it is done. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final int CHANNELZ_PAGE = 100;

  /** More than the cores, so that a short text does not wait while long ones are tokenised. */
  private static final int FEWEST_THREADS = 16;

  private final Server server;
  private final HealthBoard health;
  private final CallsInFlight calls;
  private final OpenStreams streams;
  private final StreamSweeper sweeper;
  private final Ticker ticker;
  private final ExecutorService executor;
  private final @Nullable ServerTls tls;

  private GrpcServer(
      Server server,
      HealthBoard health,
      CallsInFlight calls,
      OpenStreams streams,
      StreamSweeper sweeper,
      Ticker ticker,
      ExecutorService executor,
      @Nullable ServerTls tls) {
    this.server = server;
    this.health = health;
    this.calls = calls;
    this.streams = streams;
    this.sweeper = sweeper;
    this.ticker = ticker;
    this.executor = executor;
    this.tls = tls;
  }

  /**
   * Opens the port.
   *
   * @param services the services besides health
   * @param clock the time of day, for the validity of certificates
   * @param streams the open streams of all services
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
      List<IdleCheck> checks)
      throws LoadException {
    var tls = config.tls() == null ? null : ServerTls.open(config.tls(), clock);
    var executor = executor();
    var calls = new CallsInFlight();
    var builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(config.host(), config.port()),
                tls == null ? InsecureServerCredentials.create() : tls.credentials())
            .executor(executor)
            .maxInboundMessageSize(config.maxMessageBytes())
            .decompressorRegistry(Deflate.registry())
            .permitKeepAliveTime(PERMITTED_PING_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new CallInterceptor(meter, ticker))
            .intercept(calls)
            .addService(health.service());
    services.forEach(service -> builder.addService(MessageParsing.strict(service)));
    if (!config.maxConnectionAge().isZero()) {
      builder.maxConnectionAge(config.maxConnectionAge().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (config.reflection()) {
      builder.addService(ProtoReflectionServiceV1.newInstance()).addService(olderReflection());
    }
    if (config.channelz()) {
      builder.addService(ChannelzService.newInstance(CHANNELZ_PAGE));
    }
    try {
      var server = builder.build().start();
      var sweeper = new StreamSweeper();
      sweeper.every(config.streamIdleTimeout(), streams::sweep);
      checks.forEach(check -> sweeper.every(check.timeout(), check.check()));
      return new GrpcServer(server, health, calls, streams, sweeper, ticker, executor, tls);
    } catch (IOException e) {
      executor.shutdown();
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

  /** Returns the threads for parsing and encoding; models run on lanes. */
  private static ExecutorService executor() {
    var number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        Math.max(FEWEST_THREADS, Runtime.getRuntime().availableProcessors()),
        task -> {
          var thread = new Thread(task, "unroll-grpc-" + number.getAndIncrement());
          thread.setDaemon(true);
          return thread;
        });
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
      idle = calls.none();
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
    executor.shutdown();
    if (tls != null) {
      tls.close();
    }
  }
}

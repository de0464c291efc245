package dev.unroll.grpc.admission;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The threads that read and write the sockets, and the limits of connections. */
final class Network implements AutoCloseable {
  /** A client must have said by then that it speaks TLS and HTTP/2. */
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** A connection that is silent for that long is asked whether its client is still there. */
  private static final Duration KEEPALIVE_TIME = Duration.ofMinutes(2);

  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(20);

  /** The shortest interval at which clients may send keepalive pings. */
  private static final Duration PERMITTED_PING_INTERVAL = Duration.ofSeconds(10);

  /**
   * A connection that resets more streams is closed: opening and resetting streams costs a client
   * less than the server. Clients that give up calls at their deadlines stay far below it.
   */
  private static final int MOST_RESETS = 100_000;

  private static final int RESETS_WINDOW_SECONDS = 10;

  /**
   * How much is read from a connection at a time, before the others of its thread have their turn.
   * Netty's own 16 reads of 64 KiB have room for thousands of headers, which take a second.
   */
  private static final int MOST_READ_BYTES = 32 << 10;

  private static final int FEWEST_READ_BYTES = 64;
  private static final int FIRST_READ_BYTES = 2048;

  /** Netty takes two for each core. */
  private static final int DEFAULT_THREADS = 0;

  private final AdmissionLimits limits;
  private final OpenConnections connections;
  private final EventLoopGroup accepting = threads("unroll-accept", 1);
  private final EventLoopGroup reading = threads("unroll-network", DEFAULT_THREADS);

  Network(AdmissionLimits limits, OpenConnections connections) {
    this.limits = limits;
    this.connections = connections;
  }

  private static EventLoopGroup threads(String name, int count) {
    return new MultiThreadIoEventLoopGroup(
        count, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  /** Makes a server use these threads and limits. */
  void serve(NettyServerBuilder server) {
    server
        .bossEventLoopGroup(accepting)
        .workerEventLoopGroup(reading)
        .channelFactory(() -> new LimitedServerChannel(connections))
        .withChildOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(FEWEST_READ_BYTES, FIRST_READ_BYTES, MOST_READ_BYTES)
                .maxMessagesPerRead(1))
        .handshakeTimeout(HANDSHAKE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .maxConcurrentCallsPerConnection(limits.maxConcurrentCallsPerConnection())
        .maxRstFramesPerWindow(MOST_RESETS, RESETS_WINDOW_SECONDS)
        .keepAliveTime(KEEPALIVE_TIME.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(PERMITTED_PING_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true);
    if (!limits.connectionIdleTimeout().isZero()) {
      server.maxConnectionIdle(limits.connectionIdleTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    var unusedReading = reading.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    var unusedAccepting = accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}

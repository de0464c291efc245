package dev.unroll.grpc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the gRPC port.
 *
 * @param host the address to listen on
 * @param port 0: a free one
 * @param maxMessageBytes the largest message that a client may send
 * @param maxStreams StreamManyToMany calls that may be open
 * @param streamIdleTimeout a stream whose client is silent for so long is ended; zero: never
 * @param maxConnectionAge after it, clients are asked to connect anew; zero: never
 * @param tls what the port speaks TLS with; null: it does not
 * @param reflection whether the services can be listed and described
 * @param channelz whether connections can be looked into
 */
public record GrpcConfig(
    String host,
    int port,
    int maxMessageBytes,
    int maxStreams,
    Duration streamIdleTimeout,
    Duration maxConnectionAge,
    @Nullable TlsFiles tls,
    boolean reflection,
    boolean channelz) {}

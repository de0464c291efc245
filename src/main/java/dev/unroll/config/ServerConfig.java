package dev.unroll.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of the server, checked. {@link Options} says what each means and allows.
 *
 * @param models the model repository
 * @param host the address that both ports listen on
 * @param port the gRPC port; 0 takes a free one
 * @param opsPort the HTTP port for operations; 0 takes a free one
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param lanes threads that run slices; 0 takes one for each core
 * @param maxRows sequences that may wait before calls are refused
 * @param maxBacklog predicted work that may wait for each lane before calls are refused
 * @param maxBacklogBytes memory that sequences may hold before calls are refused; 0 takes a third
 *     of the heap
 * @param maxStreams calls with many messages from their clients that may be open before further
 *     ones are refused
 * @param streamIdleTimeout how long a stream's client may be silent; zero is for ever
 * @param maxSequences whose state may be kept between requests before further ones are refused
 * @param sequenceIdleTimeout how long one may wait for its next request; zero is for ever
 * @param maxMessageBytes the largest message that a client may send
 * @param maxImagePixels the largest image, width times height
 * @param grace how long SIGTERM waits for calls in flight
 * @param poll how often the models folder is looked at; zero is never
 * @param verify the share of answered sequences that idle lanes run again, 0 to 1
 * @param verifyKeep where inputs are kept whose answers were found wrong; null: nowhere
 * @param maxConnectionAge how long a connection may live; zero is for ever
 * @param tlsCertificate the certificate chain of the gRPC port; null: no TLS
 * @param tlsKey its private key; null: no TLS
 * @param tlsClientCa who signs the certificates of clients; null: clients need none
 * @param reflection whether gRPC reflection is served
 * @param channelz whether gRPC channelz is served
 * @param modelControl whether clients may load and unload models
 * @param examples whether each model's example is run after the start
 * @param logLevel {@code debug}, {@code info}, {@code warning} or {@code error}
 */
public record ServerConfig(
    Path models,
    String host,
    int port,
    int opsPort,
    String device,
    int lanes,
    int maxRows,
    Duration maxBacklog,
    long maxBacklogBytes,
    int maxStreams,
    Duration streamIdleTimeout,
    int maxSequences,
    Duration sequenceIdleTimeout,
    int maxMessageBytes,
    long maxImagePixels,
    Duration grace,
    Duration poll,
    double verify,
    @Nullable Path verifyKeep,
    Duration maxConnectionAge,
    @Nullable Path tlsCertificate,
    @Nullable Path tlsKey,
    @Nullable Path tlsClientCa,
    boolean reflection,
    boolean channelz,
    boolean modelControl,
    boolean examples,
    String logLevel) {}

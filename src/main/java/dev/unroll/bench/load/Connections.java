package dev.unroll.bench.load;

import dev.unroll.client.CallFailure;
import dev.unroll.client.Failures;
import dev.unroll.client.Target;
import dev.unroll.client.UsageException;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelsGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * HTTP/2 connections to one server.
 *
 * <p>Answers are handled on gRPC's network threads, one per connection, without a switch to another
 * thread. This saves CPU time on a machine that also runs the server. So a listener must not block.
 */
public final class Connections implements AutoCloseable {
  private static final long DESCRIBE_SECONDS = 10;

  private final List<ManagedChannel> channels;
  private final Failures failures;

  public Connections(Target target, int count) {
    failures = new Failures(target);
    channels = IntStream.range(0, count).mapToObj(number -> channel(target)).toList();
  }

  private static ManagedChannel channel(Target target) {
    return target
        .channel()
        .directExecutor()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .userAgent("unroll-bench")
        .build();
  }

  /**
   * Returns the server's description of a model. Each connection requests it, which opens all.
   *
   * @throws UsageException if there is no such model
   * @throws CallFailure if no server answers
   */
  public Model describe(String name) throws UsageException, CallFailure {
    var request = DescribeModelRequest.newBuilder().setName(name).build();
    var model = Model.getDefaultInstance();
    for (var channel : channels) {
      try {
        model =
            ModelsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS)
                .describe(request)
                .getModel();
      } catch (StatusRuntimeException failed) {
        var failure = failures.of(failed);
        if (failure.code() == Status.Code.NOT_FOUND) {
          throw new UsageException("--model = '" + name + "': " + failure.getMessage());
        }
        throw failure;
      }
    }
    return model;
  }

  /** Returns the channel of the caller with that number; callers are spread over the channels. */
  ManagedChannel channelFor(int caller) {
    return channels.get(caller % channels.size());
  }

  /** Describes a failure, beginning with its code. */
  String explain(Throwable failed) {
    return String.valueOf(failures.of(failed).getMessage());
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}

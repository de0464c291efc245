package dev.unroll.baseline.table;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Clients of any unary call that each ask again as soon as they have their answer: what {@code
 * unroll bench} does for Unroll's own protocol, in this process, for every protocol alike.
 *
 * @param <Q> what is sent
 * @param <A> what comes back
 */
final class ClosedClients<Q, A> implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final long END_SECONDS = 60;
  private static final int DIGITS = 3;

  private final MethodDescriptor<Q, A> method;
  private final List<Q> questions;
  private final List<ManagedChannel> channels;
  private final CountDownLatch busy;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Nanoseconds of the calls that ended since it was put here. */
  private volatile ConcurrentHistogram latencies = new ConcurrentHistogram(DIGITS);

  private volatile boolean stopping;

  private ClosedClients(int port, int clients, MethodDescriptor<Q, A> method, List<Q> questions) {
    this.method = method;
    this.questions = questions;
    this.busy = new CountDownLatch(clients);
    this.channels =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(unused ->
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .directExecutor()
                    .build())
            .toList();
  }

  /** Starts them; each begins with another question. */
  static <Q, A> ClosedClients<Q, A> start(
      int port, int clients, MethodDescriptor<Q, A> method, List<Q> questions) {
    var started = new ClosedClients<Q, A>(port, clients, method, questions);
    for (int client = 0; client < clients; client++) {
      started.new Client(client).ask();
    }
    return started;
  }

  private final class Client implements StreamObserver<A> {
    private final ManagedChannel channel;
    private int question;
    private long askedNanos;

    private Client(int number) {
      this.channel = channels.get(number % CONNECTIONS);
      this.question = number % questions.size();
    }

    private void ask() {
      askedNanos = System.nanoTime();
      ClientCalls.asyncUnaryCall(
          channel.newCall(method, CallOptions.DEFAULT), questions.get(question), this);
      question = (question + 1) % questions.size();
    }

    @Override
    public void onNext(A answer) {}

    @Override
    public void onError(Throwable problem) {
      failure.compareAndSet(null, problem);
      busy.countDown();
    }

    @Override
    public void onCompleted() {
      latencies.recordValue(System.nanoTime() - askedNanos);
      if (stopping) {
        busy.countDown();
      } else {
        ask();
      }
    }
  }

  /** Waits so long, and gives the nanoseconds of each call that ended meanwhile. */
  Histogram during(int seconds) throws InterruptedException {
    latencies = new ConcurrentHistogram(DIGITS);
    TimeUnit.SECONDS.sleep(seconds);
    return latencies.copy();
  }

  /** Why a client stopped, if one did. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  /** Lets every client have its last answer. */
  @Override
  public void close() {
    stopping = true;
    try {
      busy.await(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }
}

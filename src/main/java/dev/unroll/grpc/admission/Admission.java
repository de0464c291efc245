package dev.unroll.grpc.admission;

import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import dev.unroll.schedule.QueuedWork;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides what the gRPC port takes in, and on which threads.
 *
 * <p>A call passes four checks, each as early as it can be made:
 *
 * <ol>
 *   <li>its connection is accepted ({@link OpenConnections});
 *   <li>its headers have been read: there must be a permit at its {@link Door} and room for its
 *       bytes ({@link OpenCalls}), and enough time before its deadline ({@link OverloadCheck});
 *   <li>while its request arrives, the bytes of all open calls stay within their limit;
 *   <li>its request is there: it may have waited for a thread, so its time is checked again.
 * </ol>
 *
 * <p>The first three run on the network's threads. What comes after is the scheduler's admission,
 * which knows the model and the length of the sequence.
 */
public final class Admission implements AutoCloseable {
  private final OpenCalls calls;
  private final OpenConnections connections;
  private final AdmissionInterceptor interceptor;
  private final DoorThreads threads;
  private final Network network;

  private Admission(
      AdmissionLimits limits,
      DoorThreads threads,
      OverloadCheck overload,
      RequestMeter meter,
      Ticker ticker) {
    this.threads = threads;
    calls = new OpenCalls(limits, ticker, meter);
    connections = new OpenConnections(limits, meter);
    interceptor = new AdmissionInterceptor(calls, overload, meter, ticker);
    network = new Network(limits, connections);
  }

  /**
   * Returns the admission of a port. The caller must close it.
   *
   * @param maxBacklog the predicted work that may wait for each lane
   * @param queuedWork the work that is queued now
   * @param statuses makes the status of a fault
   */
  public static Admission of(
      AdmissionLimits limits,
      Duration maxBacklog,
      Supplier<QueuedWork> queuedWork,
      Function<Fault, StatusRuntimeException> statuses,
      RequestMeter meter,
      Ticker ticker) {
    var threads = new DoorThreads(ticker);
    var overload =
        new OverloadCheck(queuedWork, threads.inferenceWait(), maxBacklog, statuses, meter, ticker);
    return new Admission(limits, threads, overload, meter, ticker);
  }

  /** Puts the checks and the threads into a server. Interceptors that are added later run first. */
  public void guard(NettyServerBuilder server) {
    network.serve(server);
    server
        // Only headers are handled by it; DoorThreads chooses for the rest of a call.
        .directExecutor()
        .callExecutor(threads)
        .addStreamTracerFactory(calls)
        .intercept(interceptor);
  }

  /** Ends the calls whose clients take too long to send or to read. */
  public void endSlowCalls() {
    calls.endSlow();
  }

  /** Whether no call is open that a draining server must wait for. */
  public boolean isIdle() {
    return calls.none();
  }

  /** Returns how many calls are open at a door, streams of inference apart. */
  public int openCalls(Door door) {
    return calls.openAt(door);
  }

  /** Returns the bytes of requests that are not answered, and of answers that are not sent. */
  public long openBytes() {
    return calls.bytes();
  }

  /** Returns how many connections are open. */
  public int openConnections() {
    return connections.count();
  }

  /** Returns the address of the client whose call runs on this thread; empty outside of calls. */
  public static String clientAddress() {
    var call = OpenCall.current();
    return call == null ? "" : call.clientAddress();
  }

  /** Returns the account of the call that runs on this thread. */
  public static HeldBytes heldBytes() {
    var call = OpenCall.current();
    return call == null ? HeldBytes.UNCOUNTED : call;
  }

  @Override
  public void close() {
    threads.close();
    network.close();
  }
}

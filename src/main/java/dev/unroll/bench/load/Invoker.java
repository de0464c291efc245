package dev.unroll.bench.load;

import dev.unroll.bench.measure.CallResult;
import dev.unroll.bench.measure.Tally;
import dev.unroll.client.Rpc;
import dev.unroll.v1.Generation;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceStub;
import dev.unroll.v1.StreamManyToManyRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Makes calls of one RPC to one model, and reports their results to the tally. */
public final class Invoker {
  private final Connections connections;
  private final Tally tally;
  private final LoadClock loadClock;
  private final Rpc rpc;
  private final ModelSelector model;
  private final @Nullable Generation generation;
  private final Duration deadline;

  /**
   * Creates an invoker for a workload.
   *
   * @param rpc the chosen RPC
   */
  public Invoker(
      Connections connections, Tally tally, LoadClock loadClock, Rpc rpc, Workload workload) {
    this.connections = connections;
    this.tally = tally;
    this.loadClock = loadClock;
    this.rpc = rpc;
    this.model = ModelSelector.newBuilder().setName(workload.model()).build();
    this.generation = generation(workload);
    this.deadline = workload.deadline();
  }

  /** Returns null if no option is set: models that do not generate refuse even an empty message. */
  private static @Nullable Generation generation(Workload workload) {
    var generation = Generation.newBuilder();
    if (workload.maxSteps() != null) {
      generation.setMaxSteps(workload.maxSteps());
    }
    if (workload.startId() != null) {
      generation.setStartId(workload.startId());
    }
    return workload.maxSteps() == null && workload.startId() == null ? null : generation.build();
  }

  /** Is notified when a call has ended. */
  @FunctionalInterface
  interface Listener {
    /** Runs on a network thread; on the caller's if the call failed before the send. */
    void ended(boolean answered);
  }

  /**
   * Sends one call.
   *
   * @param caller the caller's number, which determines the connection
   * @param dueNanos when the call was due
   */
  void call(int caller, Sample sample, long dueNanos, Listener listener) {
    boolean measured = tally.sent(dueNanos, loadClock.nanos());
    var channel = connections.channelFor(caller);
    var stub = SequenceInferenceGrpc.newStub(channel);
    if (!deadline.isZero()) {
      stub = stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
    send(stub, sample, measured, dueNanos, listener);
  }

  private void send(
      SequenceInferenceStub stub,
      Sample sample,
      boolean measured,
      long dueNanos,
      Listener listener) {
    switch (rpc) {
      case MANY_TO_ONE ->
          stub.manyToOne(
              ManyToOneRequest.newBuilder().setModel(model).setInput(sample.input()).build(),
              new Exchange<>(whole(AnswerReader::read), sample, measured, dueNanos, listener));
      case MANY_TO_MANY -> {
        var request = ManyToManyRequest.newBuilder().setModel(model).setInput(sample.input());
        stub.manyToMany(
            generation == null ? request.build() : request.setGeneration(generation).build(),
            new Exchange<>(whole(AnswerReader::read), sample, measured, dueNanos, listener));
      }
      case ONE_TO_MANY -> {
        var request = OneToManyRequest.newBuilder().setModel(model).setInput(sample.input());
        stub.oneToMany(
            generation == null ? request.build() : request.setGeneration(generation).build(),
            new Exchange<>(AnswerReader::read, sample, measured, dueNanos, listener));
      }
      case STREAM -> {
        var request = StreamManyToManyRequest.newBuilder().setModel(model).setInput(sample.input());
        var requests =
            stub.streamManyToMany(
                new Exchange<>(AnswerReader::read, sample, measured, dueNanos, listener));
        requests.onNext(
            generation == null ? request.build() : request.setGeneration(generation).build());
        requests.onCompleted();
      }
    }
  }

  private interface Whole<A> {
    void read(AnswerReader reader, A answer);
  }

  /** Returns a reader that reports no pieces, for an answer in one message. */
  private static <A> BiPredicate<AnswerReader, A> whole(Whole<A> whole) {
    return (reader, answer) -> {
      whole.read(reader, answer);
      return false;
    };
  }

  /** One call in flight. gRPC calls it from one thread at a time. */
  private final class Exchange<A> implements StreamObserver<A> {
    private final BiPredicate<AnswerReader, A> read;
    private final AnswerReader reader;
    private final boolean measured;
    private final long dueNanos;
    private final Listener listener;
    private boolean pieces;
    private long lastPieceNanos;

    Exchange(
        BiPredicate<AnswerReader, A> read,
        Sample sample,
        boolean measured,
        long dueNanos,
        Listener listener) {
      this.read = read;
      this.reader = new AnswerReader(sample.steps());
      this.measured = measured;
      this.dueNanos = dueNanos;
      this.listener = listener;
    }

    @Override
    public void onNext(A message) {
      if (!read.test(reader, message)) {
        return;
      }
      long nowNanos = loadClock.nanos();
      if (pieces) {
        tally.nextPiece(measured, nowNanos - lastPieceNanos);
      } else {
        tally.firstPiece(measured, nowNanos - dueNanos);
      }
      pieces = true;
      lastPieceNanos = nowNanos;
    }

    @Override
    public void onError(Throwable thrown) {
      end(Status.fromThrowable(thrown).getCode(), connections.explain(thrown));
    }

    @Override
    public void onCompleted() {
      end(Status.Code.OK, reader.flaw());
    }

    private void end(Status.Code code, @Nullable String problem) {
      var callResult =
          new CallResult(
              measured,
              code,
              problem,
              dueNanos,
              loadClock.nanos(),
              reader.steps(),
              reader.tokens());
      tally.ended(callResult);
      listener.ended(callResult.isAnswer());
    }
  }
}

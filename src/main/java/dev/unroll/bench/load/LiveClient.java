package dev.unroll.bench.load;

import dev.unroll.bench.measure.Tally;
import dev.unroll.bench.measure.Ticks;
import dev.unroll.v1.Input;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceStub;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/**
 * One stream. It sends steps, and their answers come in the same order. The pacer's thread sends,
 * and a network thread receives.
 */
final class LiveClient
    implements ClientResponseObserver<StreamManyToManyRequest, StreamManyToManyResponse> {
  private final Connections connections;
  private final Tally tally;
  private final LoadClock loadClock;
  private final ModelSelector model;
  private final Ticks ticks;
  private final long firstTick;
  private final int ticksPerStep;
  private final AnswerReader reader = new AnswerReader(0);

  private @Nullable ClientCallStreamObserver<StreamManyToManyRequest> requests;
  private volatile int sentSteps;
  private volatile boolean over;

  /**
   * Creates a stream whose n-th step is due at tick {@code firstTick + n * ticksPerStep}. The due
   * times follow from the ticks, so none are stored.
   */
  LiveClient(
      Connections connections,
      Tally tally,
      LoadClock loadClock,
      ModelSelector model,
      Ticks ticks,
      long firstTick,
      int ticksPerStep) {
    this.connections = connections;
    this.tally = tally;
    this.loadClock = loadClock;
    this.model = model;
    this.ticks = ticks;
    this.firstTick = firstTick;
    this.ticksPerStep = ticksPerStep;
  }

  void open(SequenceInferenceStub stub) {
    stub.streamManyToMany(this);
  }

  void send(Input step) {
    var message = StreamManyToManyRequest.newBuilder().setInput(step);
    int before = sentSteps;
    if (before == 0) {
      message.setModel(model);
    }
    // This precedes the send, because the answer may come before the send returns.
    sentSteps = before + 1;
    if (requests != null && !over) {
      requests.onNext(message.build());
    }
  }

  void halfClose() {
    if (requests != null && !over) {
      requests.onCompleted();
    }
  }

  boolean isOver() {
    return over;
  }

  int sentSteps() {
    return sentSteps;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamManyToManyRequest> call) {
    requests = call;
  }

  @Override
  public void onNext(StreamManyToManyResponse message) {
    long nowNanos = loadClock.nanos();
    int before = reader.alignedSteps();
    reader.read(message);
    int after = Math.min(reader.alignedSteps(), sentSteps);
    for (int step = before; step < after; step++) {
      tally.stepAnswered(ticks.nanosAt(firstTick + (long) step * ticksPerStep), nowNanos);
    }
  }

  @Override
  public void onError(Throwable thrown) {
    over = true;
    tally.streamEnded(Status.fromThrowable(thrown).getCode(), connections.explain(thrown));
  }

  @Override
  public void onCompleted() {
    over = true;
    tally.streamEnded(Status.Code.OK, flaw());
  }

  private @Nullable String flaw() {
    return reader.alignedSteps() == sentSteps
        ? reader.flaw()
        : "a stream of "
            + reader.alignedSteps()
            + " answered steps where "
            + sentSteps
            + " were sent";
  }
}

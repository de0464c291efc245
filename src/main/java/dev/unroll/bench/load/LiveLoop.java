package dev.unroll.bench.load;

import dev.unroll.bench.measure.Tally;
import dev.unroll.bench.measure.Ticks;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.SequenceInferenceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Open streams that each send steps at a fixed rate. They take turns, so that steps are spread
 * evenly. One thread sends all steps.
 */
public final class LiveLoop implements Driver {
  private final Connections connections;
  private final Tally tally;
  private final LoadClock loadClock;
  private final Inputs inputs;
  private final SplittableRandom random;
  private final ModelSelector model;
  private final Duration deadline;
  private final int mostSteps;
  private final Ticks ticks;
  private final List<@Nullable LiveClient> streams = new ArrayList<>();
  private final Pacer pacer;
  private long tick = -1;

  /**
   * Creates the loop. Each stream opens with its first step.
   *
   * @param inputs the source of inputs of one step
   * @param mostSteps the largest number of steps of one sequence; then the stream ends and a new
   *     one replaces it
   */
  public LiveLoop(
      Load.Live load,
      Connections connections,
      Tally tally,
      LoadClock loadClock,
      Inputs inputs,
      SplittableRandom random,
      Workload workload,
      int mostSteps) {
    this.connections = connections;
    this.tally = tally;
    this.loadClock = loadClock;
    this.inputs = inputs;
    this.random = random;
    this.model = ModelSelector.newBuilder().setName(workload.model()).build();
    this.deadline = workload.deadline();
    this.mostSteps = mostSteps;
    this.ticks = Ticks.of(loadClock.nanos(), load.streams() * load.stepsPerSecond());
    for (int place = 0; place < load.streams(); place++) {
      streams.add(null);
    }
    this.pacer = new Pacer(() -> ticks.nanosAt(++tick), this::send, loadClock);
  }

  @Override
  public void start() {
    pacer.start();
  }

  @Override
  public void stop() {
    pacer.stop(tally::unsent);
  }

  @Override
  public void end() {
    for (var stream : streams) {
      if (stream != null) {
        stream.halfClose();
      }
    }
  }

  private void send(long dueNanos) {
    int place = (int) (tick % streams.size());
    var stream = streams.get(place);
    if (stream == null || stream.isOver()) {
      stream = open(place);
      streams.set(place, stream);
    }
    tally.stepSent(dueNanos, loadClock.nanos());
    stream.send(inputs.draw(random).input());
    if (stream.sentSteps() == mostSteps) {
      stream.halfClose();
      streams.set(place, null);
    }
  }

  private LiveClient open(int place) {
    var stub = SequenceInferenceGrpc.newStub(connections.channelFor(place));
    if (!deadline.isZero()) {
      stub = stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
    tally.streamOpened();
    var stream = new LiveClient(connections, tally, loadClock, model, ticks, tick, streams.size());
    stream.open(stub);
    return stream;
  }
}

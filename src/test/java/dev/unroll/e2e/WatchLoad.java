package dev.unroll.e2e;

import dev.unroll.bench.Bench;
import dev.unroll.bench.load.Load;
import dev.unroll.bench.load.Workload;
import dev.unroll.bench.report.ProgressLine;
import dev.unroll.client.CallFailure;
import dev.unroll.client.Rpc;
import dev.unroll.client.Target;
import dev.unroll.client.UsageException;
import dev.unroll.client.print.Screen;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceFutureStub;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A day of a server in a minute, for whoever watches its metrics: every call and every kind of
 * plan, live streams, bursts that are refused, and all that clients do wrong. Most of it comes from
 * the product's own load generator.
 */
final class WatchLoad implements AutoCloseable {
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration BURST = Duration.ofSeconds(6);
  private static final Duration CALM = Duration.ofSeconds(45);
  private static final Duration LONG = Duration.ofHours(1);
  private static final double BURST_CALLS_PER_SECOND = 400;
  private static final int MANY_STEPS = 4_000;

  private final Target target;
  private final ManagedChannel channel;
  private final SequenceInferenceFutureStub stub;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(12);

  private WatchLoad(int port) {
    target = new Target("127.0.0.1", port);
    channel = ServerHarness.channelTo(port);
    stub = SequenceInferenceGrpc.newFutureStub(channel);
  }

  /**
   * The bundled models, others for each kind of plan, one that fails and one that cannot be loaded.
   */
  static void placeModels(Path models) throws Exception {
    for (var model : Folders.modelsIn(Folders.bundled())) {
      copy(Folders.bundled().resolve(model), models.resolve(model));
    }
    Folders.zoo(models, "lstm2_each", "live-tags", 1);
    Folders.zoo(models, "gru_mean_pool", "mean-of-all", 1);
    Folders.zoo(models, "keras_simple_rnn_batch8", "fixed-batch", 1);
    HiddenEmbedding.hide(Folders.zoo(models, "gru_last", "fails", 1).resolve("1/model.onnx"));
    Folders.truncated(models, "gru_last", "fails", 2);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /**
   * Begins.
   *
   * @param port of the server
   * @param share of the load that this server gets
   */
  static WatchLoad start(int port, double share) {
    var load = new WatchLoad(port);
    load.keepOn("sentiment-ko", null, new Load.Open(30 * share), Duration.ofSeconds(5));
    load.keepOn("pos-ko", null, new Load.Open(8 * share), Duration.ZERO);
    load.keepOn("caption-en", null, new Load.Open(3 * share), Duration.ZERO);
    load.keepOn("translate-en-fr", null, new Load.Open(6 * share), Duration.ZERO);
    load.keepOn("chat-ko", null, new Load.Open(3 * share), Duration.ZERO);
    load.keepOn("mean-of-all", null, new Load.Open(8 * share), Duration.ZERO);
    load.keepOn("fixed-batch", null, new Load.Open(5 * share), Duration.ZERO);
    load.keepOn("live-tags", Rpc.STREAM, new Load.Live(20, 2 * share), Duration.ZERO);
    var unused =
        load.threads.scheduleWithFixedDelay(load::burst, 0, CALM.toMillis(), TimeUnit.MILLISECONDS);
    unused =
        load.threads.scheduleWithFixedDelay(
            load::misbehave, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    return load;
  }

  private void keepOn(String model, @Nullable Rpc rpc, Load load, Duration deadline) {
    threads.execute(() -> run(model, rpc, load, LONG, deadline));
  }

  /** More than the server can do. */
  private void burst() {
    run("spam-en", null, new Load.Open(BURST_CALLS_PER_SECOND), BURST, Duration.ofSeconds(1));
  }

  private void run(
      String model, @Nullable Rpc rpc, Load load, Duration duration, Duration deadline) {
    var workload =
        new Workload(
            target,
            model,
            rpc,
            load,
            null,
            null,
            null,
            null,
            Duration.ZERO,
            duration,
            deadline,
            2,
            null,
            1);
    var silent = new ProgressLine(new PrintStream(OutputStream.nullOutputStream()), Screen.PLAIN);
    while (stop.getCount() > 0) {
      try {
        var unused = Bench.run(workload, silent, stop);
        return;
      } catch (CallFailure busy) {
        // A server that is just starting, on a busy machine, may be late to describe its model.
      } catch (UsageException e) {
        throw new IllegalStateException("the load on " + model + " cannot be put", e);
      }
    }
  }

  /** One of each thing that a client should not do; how it ends is for the metrics to tell. */
  private void misbehave() {
    Object unused =
        stub.manyToOne(Requests.manyToOne("fails", Requests.ids(StressModel.UNKNOWN_ID)));
    unused = stub.manyToOne(Requests.manyToOne("nobody", Requests.ids(1)));
    unused = stub.manyToOne(Requests.manyToOne("sentiment-ko", Requests.ids(-1)));
    // They end while their rows run, or wait.
    var many = Requests.manyToMany("live-tags", Requests.sameIds(MANY_STEPS, 1));
    for (int millis : List.of(5, 20, 40)) {
      unused = stub.withDeadlineAfter(millis, TimeUnit.MILLISECONDS).manyToMany(many);
      var left = stub.manyToMany(many);
      unused = threads.schedule(() -> left.cancel(true), millis, TimeUnit.MILLISECONDS);
    }
    // Its client says no more.
    unused = StreamClient.open(channel, "live-tags", Requests.ids(1));
  }

  @Override
  public void close() {
    stop.countDown();
    threads.shutdownNow();
    channel.shutdownNow();
  }
}

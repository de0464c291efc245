package dev.unroll.bench;

import dev.unroll.bench.load.ClosedLoop;
import dev.unroll.bench.load.Connections;
import dev.unroll.bench.load.Driver;
import dev.unroll.bench.load.InputChoice;
import dev.unroll.bench.load.Inputs;
import dev.unroll.bench.load.Invoker;
import dev.unroll.bench.load.LiveLoop;
import dev.unroll.bench.load.Load;
import dev.unroll.bench.load.LoadClock;
import dev.unroll.bench.load.OpenLoop;
import dev.unroll.bench.load.Workload;
import dev.unroll.bench.measure.ServerCpu;
import dev.unroll.bench.measure.Tally;
import dev.unroll.bench.report.ProgressLine;
import dev.unroll.bench.report.Report;
import dev.unroll.client.CallFailure;
import dev.unroll.client.Rpc;
import dev.unroll.client.UsageException;
import dev.unroll.client.print.ModelWords;
import dev.unroll.v1.Model;
import dev.unroll.v1.Task;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a workload: warms up, measures, and waits for the last answers. */
public final class Bench {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long to wait for the last answers. Calls without one by then count as unfinished. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PATIENCE_WHEN_STOPPED = Duration.ofSeconds(1);
  private static final long POLL_NANOS = 1_000_000;

  private final Workload workload;
  private final ProgressLine progressLine;
  private final CountDownLatch stop;
  private final LoadClock loadClock = LoadClock.system();
  private final Tally tally = new Tally();

  private Bench(Workload workload, ProgressLine progressLine, CountDownLatch stop) {
    this.workload = workload;
    this.progressLine = progressLine;
    this.stop = stop;
  }

  /**
   * Runs a workload to its end.
   *
   * @param progressLine shows the progress
   * @param stop ends the run early when it is counted down; the report covers the time until then
   * @throws UsageException if the workload does not fit the model or the server
   * @throws CallFailure if no server answers
   */
  public static Report run(Workload workload, ProgressLine progressLine, CountDownLatch stop)
      throws UsageException, CallFailure {
    return new Bench(workload, progressLine, stop).run();
  }

  private Report run() throws UsageException, CallFailure {
    var pauses = Executors.newSingleThreadScheduledExecutor(Bench::pauseThread);
    try (var connections = new Connections(workload.target(), workload.connections())) {
      var model = connections.describe(workload.model());
      var rpc = rpc(model);
      var choice = InputChoice.of(model, workload);
      var subject =
          new Report.Subject(model.getVersion(), rpc, choice.inputs().kind(), choice.lengths());
      var serverCpu =
          workload.opsPort() == null ? null : new ServerCpu(workload.target(), workload.opsPort());
      if (serverCpu != null) {
        serverCpu.check();
      }
      return measure(driver(connections, pauses, rpc, choice.inputs(), model), subject, serverCpu);
    } finally {
      pauses.shutdownNow();
      progressLine.end();
    }
  }

  private Report measure(Driver driver, Report.Subject subject, @Nullable ServerCpu serverCpu) {
    boolean warmUp = !workload.warmUp().isZero();
    if (warmUp) {
      driver.start();
      runFor("warm-up", workload.warmUp());
    }
    var serverBefore = secondsOrNull(serverCpu);
    var ownBefore = ownCpu();
    tally.open(loadClock.nanos());
    if (!warmUp) {
      // Without a warm-up, the first calls are measured, too.
      driver.start();
    }
    runFor("measuring", workload.duration());
    driver.stop();
    tally.close(loadClock.nanos());
    var own = ownCpu().minus(ownBefore);
    var serverAfter = secondsOrNull(serverCpu);
    driver.end();
    awaitAnswers();
    return new Report(
        workload,
        subject,
        tally.measurement(),
        serverBefore == null || serverAfter == null ? null : serverAfter - serverBefore,
        own.toNanos() / 1e9);
  }

  private void runFor(String phase, Duration duration) {
    long startNanos = loadClock.nanos();
    long lookedNanos = startNanos;
    boolean stopped = stop.getCount() == 0;
    while (!stopped && loadClock.nanos() - startNanos < duration.toNanos()) {
      long leftNanos = duration.toNanos() - (loadClock.nanos() - startNanos);
      stopped = stoppedWithin(Math.min(LOOK.toNanos(), leftNanos));
      long nowNanos = loadClock.nanos();
      progressLine.show(
          phase,
          Duration.ofNanos(nowNanos - startNanos),
          duration,
          tally.takeRecent(),
          Duration.ofNanos(nowNanos - lookedNanos));
      lookedNanos = nowNanos;
    }
  }

  private boolean stoppedWithin(long nanos) {
    try {
      return stop.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      stop.countDown();
      return true;
    }
  }

  private void awaitAnswers() {
    var patience = stop.getCount() == 0 ? PATIENCE_WHEN_STOPPED : PATIENCE;
    long startNanos = loadClock.nanos();
    while (tally.underWay() > 0 && loadClock.nanos() - startNanos < patience.toNanos()) {
      loadClock.waitUntil(loadClock.nanos() + POLL_NANOS);
    }
  }

  private Driver driver(
      Connections connections,
      ScheduledExecutorService pauses,
      Rpc rpc,
      Inputs inputs,
      Model model) {
    var random = new SplittableRandom(workload.seed());
    var invoker = new Invoker(connections, tally, loadClock, rpc, workload);
    if (workload.load() instanceof Load.Closed closed) {
      return new ClosedLoop(closed.clients(), inputs, invoker, loadClock, random, pauses);
    }
    if (workload.load() instanceof Load.Open open) {
      return new OpenLoop(open.callsPerSecond(), inputs, invoker, tally, loadClock, random);
    }
    if (workload.load() instanceof Load.Live live) {
      return new LiveLoop(
          live, connections, tally, loadClock, inputs, random, workload, model.getMaxSteps());
    }
    throw new IllegalStateException("no driver for " + workload.load());
  }

  private Rpc rpc(Model model) throws UsageException {
    var flag = "--model = '" + workload.model() + "': ";
    var whyNot = ModelWords.whyNotServed(model);
    if (whyNot.isPresent()) {
      throw new UsageException(flag + whyNot.get());
    }
    if (workload.load() instanceof Load.Live) {
      if (model.getTask() != Task.TASK_MANY_TO_MANY) {
        throw new UsageException(flag + "not a many-to-many model, which --streams needs");
      }
      return Rpc.STREAM;
    }
    var rpc = workload.rpc() == null ? Rpc.of(model.getTask(), model.getName()) : workload.rpc();
    if (rpc == Rpc.MANY_TO_ONE) {
      refuseForOneAnswer("--max-steps", workload.maxSteps());
      refuseForOneAnswer("--start-id", workload.startId());
    }
    return rpc;
  }

  private static void refuseForOneAnswer(String flag, @Nullable Number given)
      throws UsageException {
    if (given != null) {
      throw new UsageException(flag + " = '" + given + "': is only for models that generate");
    }
  }

  /** Returns null if the server has stopped; the report then lacks its CPU time. */
  private static @Nullable Double secondsOrNull(@Nullable ServerCpu serverCpu) {
    try {
      return serverCpu == null ? null : (Double) serverCpu.seconds();
    } catch (UsageException gone) {
      return null;
    }
  }

  private static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static Thread pauseThread(Runnable task) {
    var thread = new Thread(task, "unroll-bench-pauses");
    thread.setDaemon(true);
    return thread;
  }
}

package dev.unroll.baseline.overload;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.bench.load.DrawnLengths;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Loads a server for the whole experiment, in a process of its own: until both compilers have
 * settled; then, round by round, what it can do, and multiples of that. Prints a list of {@link
 * PhaseReport} in JSON.
 */
public final class OverloadGenerator {
  private static final int CLIENTS = 64;
  private static final int CONNECTIONS = 4;
  private static final int REQUESTS = 4096;
  private static final long DEADLINE_NANOS = 1_000_000_000;
  private static final List<Integer> TIMES_CAPACITY = List.of(1, 3, 5);
  private static final int SETTLING_SECONDS = 4;
  private static final int MOST_SETTLING = 12;
  private static final double SETTLED_SHARE = 0.03;

  /** For the last answers: nothing may be under way after its deadline. */
  private static final int END_SECONDS = 5;

  private static final long LOOK_MILLIS = 10;

  private final EventLoop thread;
  private final Calls calls;
  private final ServerMeters meters;
  private final Probe health;
  private final Probe readiness;

  private OverloadGenerator(
      EventLoop thread, Calls calls, ServerMeters meters, Probe health, Probe readiness) {
    this.thread = thread;
    this.calls = calls;
    this.meters = meters;
    this.health = health;
    this.readiness = readiness;
  }

  /**
   * What it is told.
   *
   * @param threadsPort where the server's threads are known
   * @param lengths as {@code --lengths} of {@code unroll bench}
   */
  public record Settings(
      int port,
      int opsPort,
      int threadsPort,
      String model,
      long vocabularySize,
      String lengths,
      int seconds,
      int warmUpSeconds,
      int rounds) {}

  public static void main(String[] arguments) throws Exception {
    var json = new ObjectMapper();
    var settings = json.readValue(arguments[0], Settings.class);
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var channels =
        IntStream.rangeClosed(0, CONNECTIONS)
            .mapToObj(unused -> channel(group, settings.port()))
            .toList();
    var requests =
        RawMethod.requests(
            settings.model(),
            settings.vocabularySize(),
            DrawnLengths.draw(settings.lengths(), REQUESTS, 1));
    var thread = (EventLoop) group.next();
    var health = Probe.health(channels.get(CONNECTIONS));
    var readiness = Probe.readiness(settings.opsPort());
    var generator =
        new OverloadGenerator(
            thread,
            new Calls(thread, channels.subList(0, CONNECTIONS), requests, DEADLINE_NANOS),
            new ServerMeters(settings.opsPort(), settings.threadsPort()),
            health,
            readiness);
    System.out.println(json.writeValueAsString(generator.run(settings)));
    health.stop();
    readiness.stop();
    channels.forEach(ManagedChannel::shutdownNow);
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    System.exit(0);
  }

  private static ManagedChannel channel(MultiThreadIoEventLoopGroup group, int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .eventLoopGroup(group)
        .channelType(NioSocketChannel.class)
        .directExecutor()
        .disableRetry()
        .maxTraceEvents(0)
        .usePlaintext()
        .build();
  }

  private List<PhaseReport> run(Settings settings)
      throws IOException, InterruptedException, ExecutionException {
    settle();
    var reports = new ArrayList<PhaseReport>();
    for (int round = 1; round <= settings.rounds(); round++) {
      var capacity = capacity(round, settings.warmUpSeconds(), settings.seconds());
      reports.add(capacity);
      for (int times : TIMES_CAPACITY) {
        double due = times * capacity.usefulPerSecond();
        reports.add(overload(times, due, round, settings.warmUpSeconds(), settings.seconds()));
      }
    }
    return reports;
  }

  /** Loads the server in both ways until its compiler, and ours, have little left to do. */
  private void settle() throws IOException, InterruptedException, ExecutionException {
    for (int turn = 0; turn < MOST_SETTLING; turn++) {
      var capacity = capacity(0, 0, SETTLING_SECONDS);
      var over = overload(3, 3 * capacity.usefulPerSecond(), 0, 0, SETTLING_SECONDS);
      if (Math.max(capacity.compilerShare(), over.compilerShare()) < SETTLED_SHARE) {
        return;
      }
    }
  }

  private PhaseReport capacity(int round, int warmUpSeconds, int seconds)
      throws IOException, InterruptedException, ExecutionException {
    onThread(() -> {
      calls.startClients(CLIENTS);
      return true;
    });
    return measure(PhaseReport.CAPACITY, Double.NaN, round, warmUpSeconds, seconds);
  }

  private PhaseReport overload(
      int times, double callsPerSecond, int round, int warmUpSeconds, int seconds)
      throws IOException, InterruptedException, ExecutionException {
    onThread(() -> {
      calls.startArrivals(callsPerSecond);
      return true;
    });
    return measure(times + "x", callsPerSecond, round, warmUpSeconds, seconds);
  }

  private PhaseReport measure(
      String load, double due, int round, int warmUpSeconds, int measuredSeconds)
      throws IOException, InterruptedException, ExecutionException {
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    health.reset();
    readiness.reset();
    var before = meters.read();
    long startNanos = System.nanoTime();
    var tally = onThread(calls::measure);
    TimeUnit.SECONDS.sleep(measuredSeconds);
    onThread(() -> {
      calls.stop();
      return true;
    });
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    var cpu = meters.read().since(before);
    var healthNanos = health.nanos();
    var readinessNanos = readiness.nanos();
    long failedProbes = health.failed() + readiness.failed();
    awaitLast();
    var report =
        onThread(() ->
            new PhaseReport(
                load,
                round,
                seconds,
                Double.isNaN(due) ? tally.sent() / seconds : due,
                tally.usefulAnswers() / seconds,
                cpu.process(),
                cpu.compilerShare(),
                tally.sent(),
                tally.inTime(),
                tally.refused(),
                tally.unsentCalls(),
                tally.otherEnds(),
                tally.answers(),
                tally.refusals(),
                tally.lateness(),
                PhaseTally.percentiles(healthNanos),
                PhaseTally.percentiles(readinessNanos),
                failedProbes));
    System.err.println(report);
    return report;
  }

  private void awaitLast() throws InterruptedException, ExecutionException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    while (onThread(calls::underWay) > 0 && System.nanoTime() - endNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private <A> A onThread(Callable<A> task) throws InterruptedException, ExecutionException {
    return thread.submit(task).get();
  }
}

package dev.unroll.server;

import dev.unroll.client.Examples;
import dev.unroll.client.Target;
import dev.unroll.client.print.Screen;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.FaultTable;
import dev.unroll.grpc.GrpcServer;
import dev.unroll.grpc.HealthBoard;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.admission.Admission;
import dev.unroll.grpc.unroll.ModelsService;
import dev.unroll.grpc.unroll.SequenceInferenceService;
import dev.unroll.inference.Inference;
import dev.unroll.inference.sequence.ContinuedSequences;
import dev.unroll.logging.Logging;
import dev.unroll.metrics.OpsServer;
import dev.unroll.metrics.PrometheusMeters;
import dev.unroll.openinference.OpenInference;
import dev.unroll.openinference.OpenInferenceConfig;
import dev.unroll.plan.planner.Planner;
import dev.unroll.repository.LoadLimits;
import dev.unroll.repository.ModelLoader;
import dev.unroll.repository.ModelRepository;
import dev.unroll.runtime.MemoryTrimmer;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.schedule.Lanes;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.execution.DifferenceListener;
import dev.unroll.schedule.execution.VerificationQueue;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The server: builds all parts from the bottom up, and closes them in the reverse order. It is live
 * when its ports are open, and ready once the models are loaded; docs/DESIGN.md has the order of
 * the start and of the stop.
 */
public final class Server implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Server.class.getName());

  private final ServerConfig config;
  private final Ticker ticker = Ticker.system();
  private final PrometheusMeters meters = new PrometheusMeters();
  private final HealthBoard health = new HealthBoard();
  private final VerificationQueue verificationQueue;
  private final Scheduler scheduler;
  private final Lanes lanes;
  private final MemoryTrimmer memoryTrimmer;
  private final ModelRepository repository;
  private final ModelsWatch watch;
  private final OpsServer ops;
  private final ContinuedSequences continuedSequences;
  private final GrpcServer grpc;
  private final OpenInference openInference;

  /** Set once, at the beginning of the stop. */
  private volatile boolean stopping;

  private Server(ServerConfig config) throws LoadException {
    this.config = config;
    var runtime = OnnxRuntime.open(config.device());
    int cores = Runtime.getRuntime().availableProcessors();
    int laneCount = config.lanes() > 0 ? config.lanes() : runtime.device().lanes(cores);
    var keep = config.verifyKeep();
    var listener = keep.isEmpty() ? DifferenceListener.NOBODY : WrongAnswerFiles.in(keep.get());
    verificationQueue = new VerificationQueue(config.verify(), ticker, meters, listener);
    scheduler =
        new Scheduler(ticker, meters, laneCount, config.admissionConfig(), verificationQueue);
    meters.watch(scheduler);
    lanes =
        Lanes.start(
            scheduler,
            laneCount,
            config.runLimit(),
            runtime.activeRuns()::terminate,
            problem -> health.setLive(problem.isEmpty()));
    meters.watchRuns(lanes::oldestRunNanos);
    memoryTrimmer = MemoryTrimmer.start(ticker);
    var folder = config.repository();
    var loader = new ModelLoader(new Planner(runtime), folder.maxImagePixels(), ticker);
    var news = new ModelNews(health, meters, verificationQueue, this::judgeSoon, this::isGone);
    var limits = new LoadLimits(cores, folder.loadTimeout(), config.runLimit().least());
    var activeRuns = runtime.activeRuns();
    repository = new ModelRepository(folder.models(), loader, news, limits, activeRuns);
    watch = new ModelsWatch(repository, health, folder, ticker);
    var port = config.grpc();
    try {
      repository.checkFolder(!folder.poll().isZero());
      ops =
          OpsServer.start(
              config.opsHost(),
              config.opsPort(),
              meters,
              ticker,
              lanes::problem,
              this::readyProblem);
    } catch (LoadException e) {
      closeModels(Duration.ZERO);
      throw e;
    }
    try {
      var inference = new Inference(repository, scheduler, ticker, meters);
      continuedSequences = new ContinuedSequences(inference, config.sequences());
      var streams = OpenStreams.of(port, ticker, meters);
      openInference = openInference(inference, streams);
      var admission =
          Admission.of(
              port.admission(),
              config.admissionConfig().maxBacklog(),
              inference::queuedWork,
              FaultTable::status,
              meters,
              ticker);
      meters.watch(admission);
      var services =
          List.of(
              new SequenceInferenceService(inference, streams, meters).bindService(),
              new ModelsService(repository).bindService(),
              openInference.service());
      grpc =
          GrpcServer.start(
              port,
              services,
              health,
              meters,
              ticker,
              InstantSource.system(),
              streams,
              admission,
              List.of(
                  new GrpcServer.IdleCheck(
                      continuedSequences::shortestIdleTimeout, continuedSequences::endIdle)));
      meters.watch(grpc.certificates());
    } catch (LoadException e) {
      ops.stop();
      closeModels(Duration.ZERO);
      throw e;
    }
    LOG.log(
        Level.INFO,
        "listening: gRPC on {0}, operations on {1}; loading models from {2}",
        Integer.toString(grpc.port()),
        Integer.toString(ops.port()),
        folder.models());
  }

  private OpenInference openInference(Inference inference, OpenStreams streams) {
    return new OpenInference(
        new OpenInferenceConfig(Version.text(), config.modelControl(), config.logLevel()),
        inference,
        repository,
        continuedSequences,
        streams,
        meters,
        ticker,
        InstantSource.system(),
        meters::slices,
        Logging::change,
        () -> readyProblem().isEmpty());
  }

  /** Serves until a signal stops the server. Returns the exit code. */
  public static int run(ServerConfig config) {
    return ServerProcess.run(config);
  }

  /**
   * Opens a server and its ports, without models. The caller must close it.
   *
   * @throws LoadException if a port, the device or the models folder is not available
   */
  public static Server open(ServerConfig config) throws LoadException {
    return new Server(config);
  }

  /**
   * Starts to load models, and to poll for new ones.
   *
   * @param whenReady run once, when the server first becomes ready
   * @return the first poll of the folder
   */
  public Future<?> loadModels(Runnable whenReady) {
    return watch.begin(whenReady);
  }

  public int port() {
    return grpc.port();
  }

  public int opsPort() {
    return ops.port();
  }

  void announce() {
    System.out.println(
        "unroll ready grpc="
            + grpc.port()
            + " ops="
            + ops.port()
            + " models="
            + repository.servedCount());
    System.out.flush();
    if (config.examples()) {
      Examples.show(new Target("localhost", grpc.port()), System.err, Screen.PLAIN);
    }
  }

  void reloadSoon() {
    LOG.log(Level.INFO, "SIGHUP: looking at {0}", config.repository().models());
    var unused = reload();
  }

  /** Polls the models folder now, as SIGHUP does. */
  public Future<?> reload() {
    return watch.lookSoon();
  }

  /** Returns why the server is not ready, or empty; a late poll does not change a stop. */
  private String readyProblem() {
    return stopping ? "stopping" : watch.problem();
  }

  private void judgeSoon() {
    watch.judgeSoon();
  }

  private void isGone(String model) {
    continuedSequences.endOf(model);
    openInference.removed(model);
  }

  public VerificationQueue verificationQueue() {
    return verificationQueue;
  }

  public ModelRepository repository() {
    return repository;
  }

  /**
   * Drains and closes the server, within about the grace period.
   *
   * @return false if a load or a run goes on and cannot be stopped
   */
  boolean stop() {
    LOG.log(
        Level.INFO, "stopping: calls in flight have {0} s to finish", config.grace().toSeconds());
    long end = ticker.nanos() + config.grace().toNanos();
    stopping = true;
    watch.stop();
    repository.stopLoading();
    try {
      grpc.drain(config.grace());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean freed = closeModels(Duration.ofNanos(Math.max(0, end - ticker.nanos())));
    ops.stop();
    LOG.log(Level.INFO, "stopped");
    return freed;
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops the lanes before the sessions are closed, because a running slice uses its session. */
  private boolean closeModels(Duration patience) {
    watch.stop();
    boolean freed = false;
    try {
      if (!lanes.stop(Duration.ZERO)) {
        LOG.log(Level.WARNING, "a run does not end; the process ends without it");
      } else if (repository.close(patience)) {
        freed = true;
      } else {
        LOG.log(Level.WARNING, "a model is still being loaded; the process ends without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    memoryTrimmer.close();
    meters.close();
    return freed;
  }
}

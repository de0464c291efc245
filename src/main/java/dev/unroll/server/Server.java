package dev.unroll.server;

import dev.unroll.client.Examples;
import dev.unroll.client.Target;
import dev.unroll.client.print.Screen;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.GrpcServer;
import dev.unroll.grpc.HealthBoard;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.unroll.ModelsService;
import dev.unroll.grpc.unroll.SequenceInferenceService;
import dev.unroll.inference.Inference;
import dev.unroll.inference.sequence.LiveSequences;
import dev.unroll.logging.Logging;
import dev.unroll.metrics.OpsServer;
import dev.unroll.metrics.PrometheusMeters;
import dev.unroll.openinference.OpenInference;
import dev.unroll.openinference.OpenInferenceConfig;
import dev.unroll.plan.planner.Planner;
import dev.unroll.repository.ModelLoader;
import dev.unroll.repository.ModelRepository;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.schedule.Lanes;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.execution.DifferenceListener;
import dev.unroll.schedule.execution.Verification;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The house, built bottom-up, and taken down in the other order.
 *
 * <p>Start: runtime, scheduler and lanes, the ops port and the gRPC port (alive, not ready), the
 * models, ready. Stop: not ready and health lowered, no new calls and no further models, calls in
 * flight finish, lanes end, models and ONNX Runtime's sessions are freed, and only then does the
 * JVM go.
 */
public final class Server implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Server.class.getName());

  private static final Duration LOOK_ANYWAY = Duration.ofMinutes(1);

  private final ServerConfig config;
  private final Ticker ticker = Ticker.system();
  private final PrometheusMeters meters = new PrometheusMeters();
  private final HealthBoard health = new HealthBoard();
  private final Verification verification;
  private final Scheduler scheduler;
  private final Lanes lanes;
  private final ModelRepository repository;
  private final ModelsWatch watch;
  private final OpsServer ops;
  private final LiveSequences liveSequences;
  private final GrpcServer grpc;
  private final OpenInference openInference;

  /** Set once, by whoever closes. */
  private volatile boolean stopping;

  private Server(ServerConfig config) throws LoadException {
    this.config = config;
    var runtime = OnnxRuntime.open(config.device());
    int cores = Runtime.getRuntime().availableProcessors();
    int laneCount = config.lanes() > 0 ? config.lanes() : runtime.device().lanes(cores);
    var keep = config.verifyKeep();
    var listener = keep.isEmpty() ? DifferenceListener.NOBODY : KeptRows.in(keep.get());
    verification = new Verification(config.verify(), ticker, meters, listener);
    scheduler = new Scheduler(ticker, meters, laneCount, config.limits(), verification);
    meters.watch(scheduler);
    lanes = Lanes.start(scheduler, laneCount);
    var folder = config.repository();
    var loader = new ModelLoader(new Planner(runtime), folder.maxImagePixels(), ticker);
    var news = new ModelNews(health, meters, verification, this::judgeSoon, this::isGone);
    repository = new ModelRepository(folder.models(), loader, news, cores);
    watch = new ModelsWatch(repository, health, folder, ticker);
    var port = config.grpc();
    try {
      repository.checkFolder(!folder.poll().isZero());
      ops =
          OpsServer.start(
              port.host(), config.opsPort(), meters, lanes::problem, this::readyProblem);
    } catch (LoadException e) {
      closeModels(Duration.ZERO);
      throw e;
    }
    try {
      var inference = new Inference(repository, scheduler, ticker, meters);
      liveSequences = new LiveSequences(inference, config.sequences());
      var streams = new OpenStreams(port.maxStreams(), port.streamIdleTimeout(), ticker, meters);
      openInference = openInference(inference, streams);
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
              streams,
              List.of(new GrpcServer.IdleCheck(lookAtSequences(), liveSequences::endIdle)));
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

  private Duration lookAtSequences() {
    // A model may have a timeout of its own where the server has none.
    var timeout = config.sequences().idleTimeout();
    return timeout.isZero() ? LOOK_ANYWAY : timeout;
  }

  private OpenInference openInference(Inference inference, OpenStreams streams) {
    return new OpenInference(
        new OpenInferenceConfig(Version.text(), config.modelControl(), config.logLevel()),
        inference,
        repository,
        liveSequences,
        streams,
        meters,
        ticker,
        InstantSource.system(),
        meters::slices,
        Logging::change,
        () -> readyProblem().isEmpty());
  }

  /** Serves until told to stop; returns the exit code. */
  public static int run(ServerConfig config) {
    var signals = Signals.listen();
    try {
      var server = open(config);
      signals.onReload(server::reloadSoon);
      // Not awaited: signals are heard while models are loaded.
      var unused = server.loadModels(server::announce);
      signals.awaitStop();
      if (!server.stop()) {
        LOG.log(Level.WARNING, "a model is still being loaded; the process ends without it");
        // An ordinary exit frees ONNX Runtime, and it must not be freed under the load.
        Runtime.getRuntime().halt(0);
      }
      return 0;
    } catch (LoadException e) {
      LOG.log(Level.ERROR, "the server cannot start: {0}", e.reason());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /**
   * A server whose ports are open, without models, for whoever opened it to close.
   *
   * @throws LoadException where a port, the device or the models folder cannot be had
   */
  public static Server open(ServerConfig config) throws LoadException {
    return new Server(config);
  }

  /**
   * Begins to load models, and to look for new ones.
   *
   * @param whenReady run once, when the server first is
   * @return the first look at the folder
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

  private void announce() {
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

  private void reloadSoon() {
    LOG.log(Level.INFO, "SIGHUP: looking at {0}", config.repository().models());
    var unused = reload();
  }

  /** Looks at the models folder, as SIGHUP does. */
  public Future<?> reload() {
    return watch.lookSoon();
  }

  /** A look at the folder that ends late does not make a stopping server ready again. */
  private String readyProblem() {
    return stopping ? "stopping" : watch.problem();
  }

  private void judgeSoon() {
    watch.judgeSoon();
  }

  private void isGone(String model) {
    liveSequences.endOf(model);
    openInference.removed(model);
  }

  public Verification verification() {
    return verification;
  }

  public ModelRepository repository() {
    return repository;
  }

  /**
   * Drains and takes the house down, within about the grace.
   *
   * @return false where a model is still being loaded and cannot be stopped
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

  /** Lanes first: a session must not be closed under a slice. */
  private boolean closeModels(Duration patience) {
    watch.stop();
    boolean freed = false;
    try {
      lanes.stop(Duration.ZERO);
      freed = repository.close(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    meters.close();
    return freed;
  }
}

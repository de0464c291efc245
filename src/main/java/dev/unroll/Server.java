package dev.unroll;

import dev.unroll.client.Examples;
import dev.unroll.client.Screen;
import dev.unroll.client.Target;
import dev.unroll.config.ServerConfig;
import dev.unroll.core.LoadException;
import dev.unroll.core.ModelKey;
import dev.unroll.metrics.OpsServer;
import dev.unroll.metrics.PrometheusMeters;
import dev.unroll.plan.Planner;
import dev.unroll.repository.ModelLoader;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.RepositoryListener;
import dev.unroll.repository.ServedModel;
import dev.unroll.rpc.HealthBoard;
import dev.unroll.rpc.RpcConfig;
import dev.unroll.rpc.RpcServer;
import dev.unroll.rpc.TlsFiles;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.schedule.Lanes;
import dev.unroll.schedule.Limits;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The house, built bottom-up, and taken down in the other order.
 *
 * <p>Start: runtime, scheduler and lanes, the ops port (alive, not ready), the models, the gRPC
 * port, ready. Stop: not ready and health lowered, no new calls, those in flight finish, lanes end,
 * models and ONNX Runtime's sessions are freed, and only then does the JVM go.
 */
final class Server implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Server.class.getName());

  private final ServerConfig config;
  private final Ticker ticker = Ticker.system();
  private final PrometheusMeters meters = new PrometheusMeters();
  private final HealthBoard health = new HealthBoard();
  private final ScheduledExecutorService poller = poller();
  private final Scheduler scheduler;
  private final Lanes lanes;
  private final ModelRepository repository;
  private final OpsServer ops;
  private final RpcServer rpc;

  /** Written by the starting thread and the poller, read by the ops port. */
  private volatile String modelsProblem = "starting: models are being loaded";

  /** Set once, by whoever closes. */
  private volatile boolean stopping;

  private Server(ServerConfig config) throws LoadException {
    this.config = config;
    var runtime = OnnxRuntime.open(DeviceChoice.parse(config.device()));
    int cores = Runtime.getRuntime().availableProcessors();
    int laneCount = config.lanes() > 0 ? config.lanes() : runtime.device().lanes(cores);
    scheduler = new Scheduler(ticker, meters, laneCount, limits(config));
    meters.watch(scheduler);
    lanes = Lanes.start(scheduler, laneCount);
    var loader = new ModelLoader(new Planner(runtime), config.maxImagePixels(), ticker);
    repository = new ModelRepository(config.models(), loader, listeners(), cores);
    try {
      ops =
          OpsServer.start(
              config.host(), config.opsPort(), meters, lanes::problem, this::readyProblem);
    } catch (LoadException e) {
      closeModels();
      throw e;
    }
    try {
      repository.refresh(false);
      var rpcConfig =
          new RpcConfig(
              config.host(),
              config.port(),
              config.maxMessageBytes(),
              config.maxStreams(),
              config.streamIdleTimeout(),
              config.maxConnectionAge(),
              tlsOrNull(config),
              config.reflection(),
              config.channelz());
      rpc = RpcServer.start(rpcConfig, repository, scheduler, health, meters, ticker);
    } catch (LoadException e) {
      ops.stop();
      closeModels();
      throw e;
    }
  }

  private static @Nullable TlsFiles tlsOrNull(ServerConfig config) {
    return config.tlsCertificate() == null || config.tlsKey() == null
        ? null
        : new TlsFiles(config.tlsCertificate(), config.tlsKey(), config.tlsClientCa());
  }

  private static Limits limits(ServerConfig config) {
    long maxBytes =
        config.maxBacklogBytes() > 0
            ? config.maxBacklogBytes()
            : Runtime.getRuntime().maxMemory() / 3;
    return new Limits(config.maxRows(), config.maxBacklog(), maxBytes);
  }

  /** Serves until told to stop; returns the exit code. */
  static int run(ServerConfig config) {
    var signals = Signals.listen();
    try (var server = start(config)) {
      signals.onReload(server::reloadSoon);
      server.announce();
      signals.awaitStop();
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
   * A server that answers, for whoever started it to close.
   *
   * @throws LoadException where a port, the device or the models folder cannot be had
   */
  static Server start(ServerConfig config) throws LoadException {
    var server = new Server(config);
    server.lookAtReadiness();
    long pollMillis = config.poll().toMillis();
    if (pollMillis > 0) {
      // It catches what it throws; nobody waits for it.
      var unused =
          server.poller.scheduleWithFixedDelay(
              () -> server.reload(true), pollMillis, pollMillis, TimeUnit.MILLISECONDS);
    }
    return server;
  }

  int port() {
    return rpc.port();
  }

  int opsPort() {
    return ops.port();
  }

  private void announce() {
    System.out.println(
        "unroll ready grpc="
            + rpc.port()
            + " ops="
            + ops.port()
            + " models="
            + repository.servedCount());
    System.out.flush();
    if (config.examples()) {
      Examples.show(new Target("localhost", rpc.port()), System.err, Screen.PLAIN);
    }
  }

  private void reloadSoon() {
    LOG.log(Level.INFO, "SIGHUP: looking at {0}", config.models());
    poller.execute(() -> reload(false));
  }

  /** Looks at the models folder. Patient: files that have only just changed are left alone. */
  void reload(boolean patient) {
    try {
      repository.refresh(patient);
    } catch (LoadException e) {
      LOG.log(Level.ERROR, "models stay as they are: {0}", e.reason());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "models stay as they are", e);
    }
    lookAtReadiness();
  }

  /** Ready is a server that answers for one model at least. */
  private void lookAtReadiness() {
    boolean serves = repository.servedCount() > 0;
    modelsProblem = serves ? "" : "no model is served; see the log, or Models.List";
    health.setServing(serves);
  }

  /** A look at the folder that ends late does not make a stopping server ready again. */
  private String readyProblem() {
    return stopping ? "stopping" : modelsProblem;
  }

  private RepositoryListener listeners() {
    return new RepositoryListener() {
      @Override
      public void served(ServedModel model) {
        health.served(model);
        meters.served(model);
      }

      @Override
      public void failed(String name, long version, String reason, boolean nothingServed) {
        health.failed(name, version, reason, nothingServed);
        meters.failed(name, version, reason, nothingServed);
      }

      @Override
      public void healed(String name) {
        LOG.log(Level.INFO, "model {0} has no failing version any more", name);
        meters.healed(name);
      }

      @Override
      public void freed(ModelKey key) {
        LOG.log(Level.INFO, "model {0} is let go by its last call and freed", key);
        meters.freed(key);
      }

      @Override
      public void removed(String name) {
        health.removed(name);
        meters.removed(name);
      }
    };
  }

  private static ScheduledExecutorService poller() {
    return Executors.newSingleThreadScheduledExecutor(task -> {
      var thread = new Thread(task, "unroll-poll");
      thread.setDaemon(true);
      return thread;
    });
  }

  @Override
  public void close() {
    LOG.log(
        Level.INFO, "stopping: calls in flight have {0} s to finish", config.grace().toSeconds());
    stopping = true;
    poller.shutdown();
    try {
      rpc.drain(config.grace());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeModels();
    ops.stop();
    LOG.log(Level.INFO, "stopped");
  }

  /** Lanes first: a session must not be closed under a slice. */
  private void closeModels() {
    poller.shutdown();
    try {
      lanes.stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    repository.close();
    meters.close();
  }
}

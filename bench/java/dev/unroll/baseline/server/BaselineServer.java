package dev.unroll.baseline.server;

import ai.onnxruntime.OrtException;
import dev.unroll.baseline.compute.AnsweringRunner;
import dev.unroll.baseline.compute.DecodingRunner;
import dev.unroll.baseline.compute.Graph;
import dev.unroll.baseline.compute.Runner;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** One model behind gRPC, by one policy: what Unroll is measured against. */
public final class BaselineServer implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** As many as Unroll's port has. */
  private static final int FEWEST_THREADS = 16;

  private final Server server;

  private BaselineServer(Server server) {
    this.server = server;
  }

  /** {@code POLICY MODEL FOLDER}: the folder is the one that the models were written into. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("usage: BaselineServer POLICY MODEL FOLDER");
    }
    try (var server =
        start(Policy.of(arguments[0]), BenchModel.of(arguments[1]), Path.of(arguments[2]))) {
      System.out.println("unroll ready grpc=" + server.port() + " ops=0 models=1");
      server.server.awaitTermination();
    }
  }

  /** Starts on a free port, with as many lanes as there are cores. */
  static BaselineServer start(Policy policy, BenchModel model, Path folder)
      throws IOException, OrtException {
    int cores = Runtime.getRuntime().availableProcessors();
    var server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(
                Executors.newFixedThreadPool(
                    Math.max(FEWEST_THREADS, cores), BaselineServer::daemon))
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .addServices(inference(policy, model, folder, cores))
            .addService(new BaselineModels(Messages.description(model, policy.label())))
            .build()
            .start();
    return new BaselineServer(server);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "baseline-rpc");
    thread.setDaemon(true);
    return thread;
  }

  private static List<ServerServiceDefinition> inference(
      Policy policy, BenchModel model, Path folder, int lanes) throws OrtException {
    if (policy == Policy.ECHO) {
      return List.of(
          new EchoInference(model).bindService(), new EchoOpenInference(model).bindService());
    }
    var fifoLanes = FifoLanes.start(lanes, policy.rowsAtOnce(), runners(policy, model, folder));
    return List.of(new FifoInference(model, fifoLanes).bindService());
  }

  private static Supplier<Runner> runners(Policy policy, BenchModel model, Path folder)
      throws OrtException {
    if (model.shape() == BenchModel.Shape.GENERATOR) {
      if (policy != Policy.ALONE) {
        throw new IllegalArgumentException(
            model.folder() + " under " + policy.label() + ": a generator decodes alone only");
      }
      var encoder = Graph.load(BenchModels.encoder(model, folder));
      var decoder = Graph.load(BenchModels.decoder(model, folder));
      return () -> new DecodingRunner(encoder, decoder);
    }
    var graph =
        Graph.load(
            policy == Policy.ALONE
                ? BenchModels.graph(model, folder)
                : BenchModels.graphWithLengths(model, folder));
    return () -> new AnsweringRunner(graph);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}

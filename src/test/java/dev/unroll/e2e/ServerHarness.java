package dev.unroll.e2e;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.schedule.WrongAnswers;
import dev.unroll.server.Server;
import dev.unroll.server.ServerConfig;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** The whole server in this process, on free ports, and a channel to it. */
final class ServerHarness implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Server server;
  private final ManagedChannel channel;

  private ServerHarness(Server server) {
    this.server = server;
    this.channel = channelTo(server.port());
  }

  /**
   * Serves a folder: returns when its models are loaded. The folder is looked at again only when
   * {@link #reload} says so, unless the settings say otherwise.
   *
   * @param settings names and values: {@code "lanes", "1"}
   */
  static ServerHarness start(Path models, String... settings) throws LoadException {
    var harness = open(models, settings);
    await(harness.server.loadModels(() -> {}));
    return harness;
  }

  /** The same, but returns while its models are being loaded. */
  static ServerHarness startLoading(Path models, Runnable whenReady, String... settings)
      throws LoadException {
    var harness = open(models, settings);
    var unused = harness.server.loadModels(whenReady);
    return harness;
  }

  private static ServerHarness open(Path models, String... settings) throws LoadException {
    var flags = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0", "ops-port", "0"));
    flags.putAll(Map.of("poll", "0s", "grace", "10s", "device", "cpu"));
    flags.put("models", models.toString());
    flags.put("model-control", "true");
    for (int index = 0; index < settings.length; index += 2) {
      flags.put(settings[index], settings[index + 1]);
    }
    return new ServerHarness(Server.open(ServerConfig.read(flags, Map.of())));
  }

  private static void await(Future<?> work) {
    try {
      work.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A channel that sends large messages, so that it is the server that judges them. */
  static ManagedChannel channelTo(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  ManagedChannel channel() {
    return channel;
  }

  int port() {
    return server.port();
  }

  int opsPort() {
    return server.opsPort();
  }

  SequenceInferenceBlockingStub calls() {
    return SequenceInferenceGrpc.newBlockingStub(channel);
  }

  /** The same server's calls of the Open Inference Protocol. */
  GRPCInferenceServiceBlockingStub triton() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  /** All messages of the answer. */
  List<OneToManyResponse> ask(OneToManyRequest request) {
    var messages = new ArrayList<OneToManyResponse>();
    calls().oneToMany(request).forEachRemaining(messages::add);
    return messages;
  }

  Model describe(String model) {
    return ModelsGrpc.newBlockingStub(channel)
        .describe(DescribeModelRequest.newBuilder().setName(model).build())
        .getModel();
  }

  /** SERVING, NOT_SERVING, or NOT_FOUND for a model that health knows nothing of. */
  String health(String service) {
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.newBuilder().setService(service).build())
          .getStatus()
          .name();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  /** Looks at the models folder now, as SIGHUP does. */
  void reload() {
    await(server.reload());
  }

  /** The value of a meter whose line has all these parts; 0 where there is no such line. */
  double meter(String name, String... parts) {
    return meter(server.opsPort(), name, parts);
  }

  /** The same of any server. */
  static double meter(int opsPort, String name, String... parts) {
    return get(opsPort, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> java.util.Arrays.stream(parts).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The next lane that has nothing to do finds that an answer of the model was wrong. */
  void plantWrongAnswer(String model, Sequence input) {
    try (var lease = server.repository().lease(model, 0)) {
      var served = (AnsweringModel) lease.model();
      WrongAnswers.plant(server.verificationQueue(), served.key(), served.version(), input);
    }
  }

  HttpResponse<String> get(String path) {
    return get(server.opsPort(), path);
  }

  static HttpResponse<String> get(int port, String path) {
    var address = URI.create("http://127.0.0.1:" + port + path);
    try {
      return HTTP.send(
          HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops the server as SIGTERM does, with the channel still open. */
  void stop() {
    server.close();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}

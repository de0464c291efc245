package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceBlockingStub;
import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service config that the chart's notes give to clients. Two servers behind one name serve two
 * versions of a model, by which the answers tell who gave them.
 */
class ChartServiceConfigTest {
  private static final Path CONFIG = Path.of("helm/unroll/files/service-config.json");
  private static final int CALLS = 40;

  @TempDir private Path first;
  @TempDir private Path second;
  private final Name name = new Name();

  @BeforeEach
  void register() throws Exception {
    NameResolverRegistry.getDefaultRegistry().register(name);
    Folders.zoo(first, "gru_last", "quick", 1);
    Folders.zoo(second, "gru_last", "quick", 2);
  }

  @AfterEach
  void deregister() {
    NameResolverRegistry.getDefaultRegistry().deregister(name);
  }

  @Test
  void client_whileOneServerLoadsModels_asksTheOtherAndThenBoth() throws Exception {
    var slow = SlowModel.in(first, "slow");
    try (var loading = ServerHarness.startLoading(first, () -> {}, SlowModel.PATIENT);
        var ready = ServerHarness.start(second)) {
      Await.until("one model is loaded", () -> loading.health("quick").equals("SERVING"));
      var channel = channelTo(loading.port(), ready.port());
      try {
        assertEquals(Set.of(2L), versionsOf(calls(channel)));
        slow.unload(loading);
        Await.until("it is ready", () -> loading.health("").equals("SERVING"));
        Await.until("both answer", () -> versionsOf(calls(channel)).equals(Set.of(1L, 2L)));
      } finally {
        close(channel);
      }
    }
  }

  @Test
  void client_whenOneServerStops_isAnsweredByTheOther() throws Exception {
    try (var stopping = ServerHarness.start(first);
        var staying = ServerHarness.start(second)) {
      var channel = channelTo(stopping.port(), staying.port());
      try {
        Await.until("both answer", () -> versionsOf(calls(channel)).equals(Set.of(1L, 2L)));
        stopping.stop();
        assertEquals(Set.of(2L), versionsOf(calls(channel)));
      } finally {
        close(channel);
      }
    }
  }

  /** Who answers so many calls, one of which must not fail. */
  private static Set<Long> versionsOf(SequenceInferenceBlockingStub calls) {
    var request = Requests.manyToOne("quick", Requests.ids(1));
    var versions = new TreeSet<Long>();
    IntStream.range(0, CALLS)
        .forEach(call -> versions.add(calls.manyToOne(request).getModel().getVersion()));
    return versions;
  }

  private static SequenceInferenceBlockingStub calls(ManagedChannel channel) {
    return SequenceInferenceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private ManagedChannel channelTo(int... ports) throws Exception {
    name.ports = ports;
    Map<String, ?> config =
        new Gson().fromJson(Files.readString(CONFIG), new TypeToken<Map<String, Object>>() {});
    return NettyChannelBuilder.forTarget(Name.SCHEME + ":///servers")
        .usePlaintext()
        .defaultServiceConfig(config)
        .build();
  }

  private static void close(ManagedChannel channel) {
    channel.shutdownNow();
  }

  /** What a headless Service's name is in a cluster. */
  private static final class Name extends NameResolverProvider {
    static final String SCHEME = "servers";

    private int[] ports = {};

    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 5;
    }

    @Override
    public String getDefaultScheme() {
      return SCHEME;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
      return new NameResolver() {
        @Override
        public String getServiceAuthority() {
          return "servers";
        }

        @Override
        public void start(Listener2 listener) {
          var addresses =
              IntStream.of(ports)
                  .mapToObj(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                  .map(EquivalentAddressGroup::new)
                  .toList();
          var found =
              ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses));
          var unused = listener.onResult2(found.build());
        }

        @Override
        public void shutdown() {}
      };
    }
  }
}

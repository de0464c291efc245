package dev.unroll.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class HealthBoardTest {
  private final HealthBoard health = new HealthBoard();

  @Test
  void live_followsWhatItIsTold_alsoWhileDraining() throws Exception {
    assertEquals("SERVING", statusOf(HealthBoard.LIVE));
    health.setLive(false);
    assertEquals("NOT_SERVING", statusOf(HealthBoard.LIVE));
    health.setLive(true);
    health.lower();
    assertEquals("SERVING", statusOf(HealthBoard.LIVE));
    assertEquals("NOT_SERVING", statusOf(""));
  }

  private String statusOf(String service) throws IOException, InterruptedException {
    var server =
        NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
            .addService(health.service())
            .build()
            .start();
    var channel =
        NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.newBuilder().setService(service).build())
          .getStatus()
          .name();
    } finally {
      channel.shutdownNow();
      server.shutdownNow().awaitTermination();
    }
  }
}

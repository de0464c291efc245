package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.vectors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.RetryInfo;
import dev.unroll.repository.Folders;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that open many streams, send nothing, or never read. */
class StreamBoundsTest {
  /** Of {@code rnn_vectors_timemajor}. */
  private static final int WIDTH = 12;

  private static final int STEPS = 64;

  @TempDir private Path models;

  @Test
  void streamsOverTheBound_areRefusedUntilOthersEnd() throws Throwable {
    Folders.zoo(models, "lstm2_each");
    try (var server =
        ServerHarness.start(models, "max-streams", "2", "max-streams-per-address", "2")) {
      var first = StreamClient.open(server, "lstm2_each", ids(1));
      first.next();
      var second = StreamClient.open(server, "lstm2_each", ids(1));
      second.next();
      var refused =
          assertRefused(
              Code.RESOURCE_EXHAUSTED, "2 open streams", StreamClient.open(server)::answers);
      var status = java.util.Objects.requireNonNull(StatusProto.fromThrowable(refused));
      assertTrue(status.getDetails(0).is(RetryInfo.class), status::toString);
      assertTrue(server.meter("unroll_rejected_total", "streams") >= 1);
      second.cancel();
      first.finish();
      Await.until("there is room again", () -> isTaken(server));
    }
  }

  private static boolean isTaken(ServerHarness server) {
    try {
      var stream = StreamClient.open(server, "lstm2_each", ids(1));
      stream.finish();
      return true;
    } catch (Throwable full) {
      assertRefused(
          Code.RESOURCE_EXHAUSTED,
          "streams",
          () -> {
            throw full;
          });
      return false;
    }
  }

  @Test
  void silentStreams_endByThemselves() throws Throwable {
    Folders.zoo(models, "lstm2_each");
    Folders.zoo(models, "bilstm_tagger");
    try (var server = ServerHarness.start(models, "stream-idle-timeout", "200ms")) {
      var streams = new ArrayList<StreamClient>();
      for (int stream = 0; stream < 300; stream++) {
        streams.add(
            switch (stream % 3) {
              case 0 -> StreamClient.open(server);
              case 1 -> StreamClient.open(server, "bilstm_tagger", ids(1));
              default -> StreamClient.open(server, "lstm2_each", ids(1));
            });
      }
      for (var stream : streams) {
        assertRefused(
            Code.ABORTED, "idle for 0.2 s, the server's stream-idle-timeout", stream::answers);
      }
      assertEquals(300, server.meter("unroll_streams_timed_out_total"));
      Await.until("no row is left", () -> server.meter("unroll_rows") == 0);
      assertEquals(0, server.meter("unroll_streams"));
    }
  }

  @Test
  void client_thatNeverReads_isAskedForNoMoreAndHoldsNoLane() throws Throwable {
    var name = "rnn_vectors_timemajor";
    Folders.zoo(models, name);
    try (var server = ServerHarness.start(models, "lanes", "1")) {
      var stream = StreamClient.openUnread(server.channel());
      var part = vectors(WIDTH, new float[WIDTH * STEPS]);
      stream.send(StreamClient.first(name, part).build());
      int most = 20_000;
      int[] sent = {1};
      // It sends whenever it may, until the server wants no more and has put its row aside.
      Await.until(
          "it may send no more",
          () -> {
            while (stream.isReady() && sent[0] < most) {
              stream.send(part);
              sent[0]++;
            }
            return sent[0] == most || server.meter("unroll_rows", name, "state=\"idle\"") == 1;
          });
      assertTrue(sent[0] < most, "it sent all");
      assertEquals(0, stream.received());
      // The only lane is free for others, on a connection of their own.
      var channel = ServerHarness.channelTo(server.port());
      StreamClient.open(channel, name, part).finish();
      channel.shutdownNow();
      stream.read(Integer.MAX_VALUE);
      var end = LiveAnswers.end(stream.finish());
      assertEquals((long) sent[0] * STEPS, end.getTiming().getSteps());
    }
  }

  @Test
  void client_thatNeverReads_isEndedAsAnIdleOne() throws Throwable {
    var name = "rnn_vectors_timemajor";
    Folders.zoo(models, name);
    try (var server = ServerHarness.start(models, "stream-idle-timeout", "200ms")) {
      var stream = StreamClient.openUnread(server.channel());
      var part = vectors(WIDTH, new float[WIDTH * STEPS]);
      stream.send(StreamClient.first(name, part).build());
      Await.until(
          "it is ended",
          () -> {
            while (stream.isReady()) {
              stream.send(part);
            }
            return server.meter("unroll_streams_timed_out_total") == 1;
          });
      Await.until("its row is gone", () -> server.meter("unroll_rows", name) == 0);
      stream.read(Integer.MAX_VALUE);
      assertRefused(Code.ABORTED, "idle", stream::answers);
    }
  }
}

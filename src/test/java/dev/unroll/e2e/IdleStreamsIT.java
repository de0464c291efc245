package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open stream costs that has nothing to do. */
class IdleStreamsIT {
  private static final int STREAMS = 2000;
  private static final int CONNECTIONS = 8;
  private static final long MOST_BYTES = 8 * 1024;

  @TempDir private Path folder;
  @TempDir private Path models;

  @Test
  void twoThousandIdleStreams_holdLittleHeapEach() throws Throwable {
    Folders.zoo(models, "lstm2_each");
    var channels = new ArrayList<ManagedChannel>();
    try (var server = ServerProcess.serve(folder, models)) {
      for (int connection = 0; connection < CONNECTIONS; connection++) {
        channels.add(ServerHarness.channelTo(server.port()));
      }
      // What all streams share is there before it is counted.
      for (var stream : open(channels, 100)) {
        stream.finish();
      }
      long before = server.heldHeapBytes();
      var streams = open(channels, STREAMS);
      // A second step: what a stream keeps after a window, not what it begins with.
      for (var stream : streams) {
        stream.send(Requests.ids(2)).next();
      }
      long each = (server.heldHeapBytes() - before) / STREAMS;
      System.out.println("heap of an idle stream: " + each + " bytes");
      assertTrue(each <= MOST_BYTES, () -> each + " bytes each");
      for (var stream : streams) {
        assertEquals(2, LiveAnswers.end(stream.finish()).getTiming().getSteps());
      }
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static List<StreamClient> open(List<ManagedChannel> channels, int count)
      throws Throwable {
    var streams = new ArrayList<StreamClient>();
    for (int stream = 0; stream < count; stream++) {
      var channel = channels.get(stream % channels.size());
      streams.add(StreamClient.open(channel, "lstm2_each", Requests.ids(1)));
    }
    for (var stream : streams) {
      stream.next();
    }
    return streams;
  }
}

package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.v1.Input;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import dev.unroll.v1.Vectors;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Streams that have each had a step answered, and then say nothing. */
final class IdleStreams implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final long ANSWER_SECONDS = 60;

  private final List<ManagedChannel> channels;

  private final int count;

  private IdleStreams(List<ManagedChannel> channels, int count) {
    this.channels = channels;
    this.count = count;
  }

  /**
   * Opens them, and waits until each has its first answer.
   *
   * @throws BenchException where some get none
   */
  static IdleStreams open(ServerUnderTest server, int streams)
      throws IOException, InterruptedException, BenchException {
    var channels =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(index ->
                NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build())
            .toList();
    var opened = new IdleStreams(channels, streams);
    var unanswered = new CountDownLatch(streams);
    var first = firstStep(server.model());
    for (int stream = 0; stream < streams; stream++) {
      var calls = SequenceInferenceGrpc.newStub(channels.get(stream % CONNECTIONS));
      calls.streamManyToMany(new FirstAnswer(unanswered)).onNext(first);
    }
    if (!unanswered.await(ANSWER_SECONDS, TimeUnit.SECONDS)) {
      opened.close();
      throw server.failure(
          "left " + unanswered.getCount() + " of " + streams + " streams without an answer");
    }
    return opened;
  }

  private static StreamManyToManyRequest firstStep(BenchModel model) {
    var zeros = Collections.nCopies(model.width(), 0f);
    var vectors = Vectors.newBuilder().setWidth(model.width()).addAllValues(zeros);
    return StreamManyToManyRequest.newBuilder()
        .setModel(ModelSelector.newBuilder().setName(model.folder()))
        .setInput(Input.newBuilder().setVectors(vectors))
        .build();
  }

  private record FirstAnswer(CountDownLatch unanswered)
      implements StreamObserver<StreamManyToManyResponse> {
    @Override
    public void onNext(StreamManyToManyResponse response) {
      unanswered.countDown();
    }

    @Override
    public void onError(Throwable failure) {
      // Told by the count of those without an answer; those that had one are being closed.
    }

    @Override
    public void onCompleted() {}
  }

  int count() {
    return count;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}

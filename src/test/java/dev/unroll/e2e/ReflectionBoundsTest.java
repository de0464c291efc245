package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much reflection answers: a request of some bytes has an answer of many kilobytes. */
class ReflectionBoundsTest {
  private static final ServerReflectionRequest LIST =
      ServerReflectionRequest.newBuilder().setListServices("").build();

  @TempDir private Path models;

  @Test
  void stream_asksOnlySoOften() throws Exception {
    try (var server = ServerHarness.start(models)) {
      var answers = new Answers();
      var call = ServerReflectionGrpc.newStub(server.channel()).serverReflectionInfo(answers);
      for (int request = 0; request < 1001; request++) {
        call.onNext(LIST);
      }
      var failure = assertThrows(ExecutionException.class, answers.end::get);
      assertEquals(Code.RESOURCE_EXHAUSTED, Status.fromThrowable(failure).getCode());
      assertEquals(1000, answers.count.get());
      begin(server).first.get();
    }
  }

  @Test
  void streams_areLimited() throws Exception {
    try (var server = ServerHarness.start(models)) {
      var open = new ArrayList<Answers>();
      for (int stream = 0; stream < 256; stream++) {
        open.add(begin(server));
      }
      for (var answers : open) {
        answers.first.get();
      }
      var failure = assertThrows(ExecutionException.class, begin(server).end::get);
      assertEquals(Code.RESOURCE_EXHAUSTED, Status.fromThrowable(failure).getCode());
    }
  }

  private static Answers begin(ServerHarness server) {
    var answers = new Answers();
    ServerReflectionGrpc.newStub(server.channel()).serverReflectionInfo(answers).onNext(LIST);
    return answers;
  }

  private static final class Answers implements StreamObserver<ServerReflectionResponse> {
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    @Override
    public void onNext(ServerReflectionResponse answer) {
      count.incrementAndGet();
      first.complete(answer);
    }

    @Override
    public void onError(Throwable thrown) {
      first.completeExceptionally(thrown);
      end.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      end.complete(true);
    }
  }
}

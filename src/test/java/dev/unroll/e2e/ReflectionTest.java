package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.unroll.health.HealthGrpc;
import dev.unroll.health.HealthListRequest;
import dev.unroll.repository.Folders;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools without the protos can find out. */
class ReflectionTest {
  private static final ServerReflectionRequest LIST =
      ServerReflectionRequest.newBuilder().setListServices("").build();

  @TempDir private Path models;

  @Test
  void reflection_tellsServicesAndTheirMessages() throws Exception {
    try (var server = ServerHarness.start(models)) {
      var services =
          ask(server, LIST).getListServicesResponse().getServiceList().stream()
              .map(service -> service.getName())
              .toList();
      assertTrue(
          services.containsAll(
              List.of("unroll.v1.SequenceInference", "unroll.v1.Models", "grpc.health.v1.Health")),
          services::toString);
      for (var symbol : List.of("unroll.v1.SequenceInference", "unroll.v1.Models.Describe")) {
        var answer =
            ask(
                server,
                ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());
        assertTrue(answer.getFileDescriptorResponse().getFileDescriptorProtoCount() > 0, symbol);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "google.rpc.BadRequest",
        "google.rpc.BadRequest.FieldViolation",
        "google.rpc.RetryInfo",
        "google.rpc.Status"
      })
  void reflection_describesTheDetailsOfErrors(String symbol) throws Exception {
    try (var server = ServerHarness.start(models)) {
      var request = ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build();
      assertDescribes(symbol, ask(server, request));
      assertDescribes(symbol, askOlder(server, request));
    }
  }

  @Test
  void reflection_ofAStream_answersEachQuestionInItsTurn() throws Exception {
    var own = ServerReflectionRequest.newBuilder().setFileContainingSymbol("unroll.v1.Models");
    var detail = ServerReflectionRequest.newBuilder().setFileByFilename("google/rpc/status.proto");
    var unknown = ServerReflectionRequest.newBuilder().setFileContainingSymbol("google.rpc.No");
    var questions =
        List.of(detail.build(), LIST, own.build(), detail.build(), unknown.build(), LIST);
    try (var server = ServerHarness.start(models)) {
      var answers = ask(server, questions);
      assertEquals(
          questions, answers.stream().map(ServerReflectionResponse::getOriginalRequest).toList());
      assertEquals(Code.NOT_FOUND.value(), answers.get(4).getErrorResponse().getErrorCode());
    }
  }

  private static void assertDescribes(String symbol, ServerReflectionResponse answer)
      throws Exception {
    var files = new HashMap<String, FileDescriptor>();
    var protos = new ArrayList<FileDescriptorProto>();
    for (var bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      protos.add(0, FileDescriptorProto.parseFrom(bytes));
    }
    for (var proto : protos) {
      var imports =
          proto.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
      files.put(proto.getName(), FileDescriptor.buildFrom(proto, imports));
    }
    assertTrue(
        files.values().stream()
            .flatMap(file -> file.getMessageTypes().stream())
            .anyMatch(type -> symbol.startsWith(type.getFullName())),
        answer::toString);
  }

  @Test
  void health_list_hasTheServerAndEachModel() throws Exception {
    Folders.zoo(models, "gru_last", "good", 1);
    Folders.truncated(models, "gru_last", "bad", 1);
    try (var server = ServerHarness.start(models)) {
      var listed =
          HealthGrpc.newBlockingStub(server.channel())
              .list(HealthListRequest.getDefaultInstance())
              .getStatusesMap();
      assertEquals(Set.of("", "unroll/live", "good", "bad"), listed.keySet());
      listed.forEach((service, health) ->
          assertEquals(server.health(service), health.getStatus().name(), service));
      assertEquals("NOT_SERVING", listed.get("bad").getStatus().name());
    }
  }

  @Test
  void reflection_switchedOff_isUnimplemented() throws Exception {
    try (var server = ServerHarness.start(models, "reflection", "false")) {
      ask(server, LIST);
      throw new AssertionError("it answers");
    } catch (ExecutionException e) {
      assertEquals(Code.UNIMPLEMENTED, Status.fromThrowable(e).getCode());
    }
  }

  private static ServerReflectionResponse ask(ServerHarness server, ServerReflectionRequest request)
      throws Exception {
    return ask(server, List.of(request)).get(0);
  }

  private static List<ServerReflectionResponse> ask(
      ServerHarness server, List<ServerReflectionRequest> requests) throws Exception {
    var answers = new Answers<ServerReflectionResponse>();
    var call = ServerReflectionGrpc.newStub(server.channel()).serverReflectionInfo(answers);
    requests.forEach(call::onNext);
    call.onCompleted();
    return answers.all.get();
  }

  /** Asks by the version before v1, whose messages have the same bytes. */
  @SuppressWarnings("deprecation")
  private static ServerReflectionResponse askOlder(
      ServerHarness server, ServerReflectionRequest request) throws Exception {
    var answers = new Answers<io.grpc.reflection.v1alpha.ServerReflectionResponse>();
    var call =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(server.channel())
            .serverReflectionInfo(answers);
    call.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.parseFrom(request.toByteString()));
    call.onCompleted();
    return ServerReflectionResponse.parseFrom(answers.all.get().get(0).toByteString());
  }

  private static final class Answers<T> implements StreamObserver<T> {
    private final List<T> answers = new ArrayList<>();
    private final CompletableFuture<List<T>> all = new CompletableFuture<>();

    @Override
    public void onNext(T answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable thrown) {
      all.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      all.complete(answers);
    }
  }
}

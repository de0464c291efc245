package dev.unroll.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.StatusProto;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.reflection.v1.FileDescriptorResponse;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets reflection describe the details of errors, such as {@code google.rpc.BadRequest}. gRPC's
 * reflection knows only what the services' files import, and no file imports these messages, since
 * they are in the trailers of failed calls. Without them grpcurl prints their bytes.
 *
 * <p>Both versions of the service have the messages of v1.
 */
final class ErrorDetailsReflection implements ServerInterceptor {
  /** By their names. A file comes after those that it imports. */
  private final Map<String, FileDescriptor> files = new LinkedHashMap<>();

  ErrorDetailsReflection() {
    add(StatusProto.getDescriptor());
    add(ErrorDetailsProto.getDescriptor());
  }

  private void add(FileDescriptor file) {
    file.getDependencies().forEach(this::add);
    files.putIfAbsent(file.getName(), file);
  }

  /** Returns the file that is asked for; empty if gRPC's reflection should answer. */
  private Optional<FileDescriptor> file(ServerReflectionRequest request) {
    return switch (request.getMessageRequestCase()) {
      case FILE_BY_FILENAME -> Optional.ofNullable(files.get(request.getFileByFilename()));
      case FILE_CONTAINING_SYMBOL ->
          files.values().stream()
              .filter(file -> holds(file, request.getFileContainingSymbol()))
              .findFirst();
      default -> Optional.empty();
    };
  }

  private static boolean holds(FileDescriptor file, String symbol) {
    return holds(file.getMessageTypes(), symbol);
  }

  private static boolean holds(List<Descriptor> types, String symbol) {
    return types.stream()
        .anyMatch(
            type -> type.getFullName().equals(symbol) || holds(type.getNestedTypes(), symbol));
  }

  /** Returns the file with those that it imports, so that the client need not ask for them. */
  private ServerReflectionResponse answer(ServerReflectionRequest request, FileDescriptor file) {
    var descriptors = FileDescriptorResponse.newBuilder();
    descriptors.addFileDescriptorProto(file.toProto().toByteString());
    file.getDependencies()
        .forEach(imported -> descriptors.addFileDescriptorProto(imported.toProto().toByteString()));
    return ServerReflectionResponse.newBuilder()
        .setValidHost(request.getHost())
        .setOriginalRequest(request)
        .setFileDescriptorResponse(descriptors)
        .build();
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    var told = new HeadersOnce<>(call);
    return new SimpleForwardingServerCallListener<>(next.startCall(told, headers)) {
      // Whether the next request waits until the client has read its answers.
      private boolean waiting;

      @Override
      public void onMessage(A message) {
        var request = (ServerReflectionRequest) message;
        var file = file(request);
        if (file.isEmpty()) {
          super.onMessage(message);
          return;
        }
        told.send(answer(request, file.get()));
        // The answers to a client that does not read them would fill the memory.
        waiting = !told.isReady();
        if (!waiting) {
          told.request(1);
        }
      }

      @Override
      public void onReady() {
        if (waiting) {
          waiting = false;
          told.request(1);
        }
        super.onReady();
      }
    };
  }

  /** A call whose headers are sent by whoever answers first. */
  private static final class HeadersOnce<A, B> extends SimpleForwardingServerCall<A, B> {
    private boolean sent;

    HeadersOnce(ServerCall<A, B> call) {
      super(call);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      if (!sent) {
        sent = true;
        super.sendHeaders(headers);
      }
    }

    @SuppressWarnings("unchecked")
    void send(ServerReflectionResponse response) {
      sendHeaders(new Metadata());
      sendMessage((B) response);
    }
  }
}

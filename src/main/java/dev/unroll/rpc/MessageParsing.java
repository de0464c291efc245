package dev.unroll.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * A message that is no valid protobuf, text that is no UTF-8 among them, is the client's fault and
 * is told so: INVALID_ARGUMENT, where gRPC's own parsers say INTERNAL.
 */
final class MessageParsing {
  private MessageParsing() {}

  static ServerServiceDefinition strict(ServerServiceDefinition service) {
    var methods = service.getMethods().stream().map(MessageParsing::strict).toList();
    var descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    var builder = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(builder::addMethod);
    return builder.build();
  }

  private static <A, B> ServerMethodDefinition<A, B> strict(ServerMethodDefinition<A, B> method) {
    var before = method.getMethodDescriptor();
    MethodDescriptor<A, B> after =
        before.toBuilder(strict(before.getRequestMarshaller()), before.getResponseMarshaller())
            .build();
    return ServerMethodDefinition.create(after, method.getServerCallHandler());
  }

  private static <A> Marshaller<A> strict(Marshaller<A> marshaller) {
    return new Marshaller<>() {
      @Override
      public InputStream stream(A message) {
        return marshaller.stream(message);
      }

      @Override
      public A parse(InputStream stream) {
        try {
          return marshaller.parse(stream);
        } catch (StatusRuntimeException e) {
          throw Status.INVALID_ARGUMENT
              .withDescription("the message is no valid protobuf: " + e.getStatus().getCause())
              .asRuntimeException();
        }
      }
    };
  }
}

package dev.unroll.grpc.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthGrpc;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DoorTest {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          SequenceInferenceGrpc.getServiceDescriptor(),
          ModelsGrpc.getServiceDescriptor(),
          GRPCInferenceServiceGrpc.getServiceDescriptor(),
          HealthGrpc.getServiceDescriptor());

  private static Set<String> methods(Door door) {
    return SERVICES.stream()
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getFullMethodName)
        .filter(method -> Door.of(method) == door)
        .map(method -> method.substring(method.indexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  @Test
  void door_ofEachMethodThatComputes_isInference() {
    var sequences =
        SequenceInferenceGrpc.getServiceDescriptor().getMethods().stream()
            .map(MethodDescriptor::getBareMethodName);
    assertEquals(
        Stream.concat(sequences, Stream.of("ModelInfer", "ModelStreamInfer"))
            .collect(Collectors.toSet()),
        methods(Door.INFERENCE));
  }

  @Test
  void door_ofWhatChangesTheServer_isAdmin() {
    assertEquals(
        Set.of("RepositoryModelLoad", "RepositoryModelUnload", "LogSettings", "TraceSetting"),
        methods(Door.ADMIN));
  }

  @Test
  void door_ofAnUnknownMethod_isControl() {
    assertEquals(Door.CONTROL, Door.of("anything/Else"));
  }
}

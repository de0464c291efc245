package dev.unroll.openinference.admin;

import dev.unroll.openinference.tensor.ModelTensors;
import dev.unroll.openinference.tensor.TensorSpec;
import dev.unroll.repository.ServedModel;
import dev.unroll.repository.triton.TritonConfig;
import dev.unroll.triton.ModelMetadataResponse;
import dev.unroll.triton.ModelMetadataResponse.TensorMetadata;
import dev.unroll.triton.ServerMetadataResponse;
import java.util.List;

/** Makes the metadata of the server and of models. */
public final class MetadataMessages {
  /** Triton's protocol extensions that are supported. */
  private static final List<String> EXTENSIONS =
      List.of(
          "classification",
          "sequence",
          "sequence(string_id)",
          "model_repository",
          "model_repository(unload_dependents)",
          "schedule_policy",
          "model_configuration",
          "binary_tensor_data",
          "parameters",
          "statistics",
          "logging");

  private MetadataMessages() {}

  public static ServerMetadataResponse server(String version) {
    return ServerMetadataResponse.newBuilder()
        .setName("unroll")
        .setVersion(version)
        .addAllExtensions(EXTENSIONS)
        .build();
  }

  public static ModelMetadataResponse model(ServedModel model, ModelTensors tensors) {
    var facts = model.plan().facts();
    var response =
        ModelMetadataResponse.newBuilder()
            .setName(model.key().name())
            .addVersions(Long.toString(model.key().version()))
            .setPlatform(TritonConfig.PLATFORM)
            .putProperties("task", model.task().label())
            .putProperties("plan", facts.label())
            .putProperties("batch_invariant", Boolean.toString(facts.proof().bitIdentical()))
            .putProperties("device", facts.device())
            .putProperties("min_steps", Integer.toString(model.bounds().minSteps()))
            .putProperties("max_steps", Integer.toString(model.bounds().maxSteps()));
    tensors.inputs().forEach(spec -> response.addInputs(tensor(spec)));
    tensors.outputs().forEach(spec -> response.addOutputs(tensor(spec)));
    return response.build();
  }

  private static TensorMetadata tensor(TensorSpec spec) {
    return TensorMetadata.newBuilder()
        .setName(spec.name())
        .setDatatype(spec.datatype().name())
        .addAllShape(spec.shape())
        .build();
  }
}

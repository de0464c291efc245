package dev.unroll.openinference.admin;

import dev.unroll.openinference.tensor.Datatype;
import dev.unroll.openinference.tensor.ModelTensors;
import dev.unroll.openinference.tensor.TensorSpec;
import dev.unroll.repository.ServedModel;
import dev.unroll.repository.triton.TritonConfig;
import dev.unroll.triton.ModelConfig;
import dev.unroll.triton.ModelConfigResponse;
import dev.unroll.triton.ModelDynamicBatching;
import dev.unroll.triton.ModelInput;
import dev.unroll.triton.ModelOutput;
import dev.unroll.triton.ModelSequenceBatching;
import dev.unroll.triton.ModelSequenceBatching.Control;
import dev.unroll.triton.ModelSequenceBatching.ControlInput;
import dev.unroll.triton.ModelSequenceBatching.State;
import dev.unroll.triton.ModelTransactionPolicy;
import dev.unroll.triton.ModelVersionPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a model's configuration for clients of Triton: what they need to call the model, even if it
 * has no config.pbtxt.
 */
public final class ConfigMessages {
  private ConfigMessages() {}

  public static ModelConfigResponse of(ServedModel model, ModelTensors tensors) {
    var config =
        ModelConfig.newBuilder()
            .setName(model.key().name())
            .setPlatform(TritonConfig.PLATFORM)
            .setBackend(TritonConfig.BACKEND)
            .setMaxBatchSize(tensors.maxBatchSize())
            .setVersionPolicy(
                ModelVersionPolicy.newBuilder()
                    .setLatest(ModelVersionPolicy.Latest.newBuilder().setNumVersions(1)))
            .setModelTransactionPolicy(ModelTransactionPolicy.newBuilder().setDecoupled(false));
    boolean rowsLeftOut = tensors.maxBatchSize() > 0;
    for (var spec : tensors.inputs()) {
      config.addInput(
          ModelInput.newBuilder()
              .setName(spec.name())
              .setDataType(spec.datatype().config())
              .addAllDims(dims(spec, rowsLeftOut))
              .setOptional(spec.optional()));
    }
    for (var spec : tensors.outputs()) {
      config.addOutput(
          ModelOutput.newBuilder()
              .setName(spec.name())
              .setDataType(spec.datatype().config())
              .addAllDims(dims(spec, rowsLeftOut)));
    }
    // Clients choose the way of calling by which of the two is set, so one always is.
    model
        .triton()
        .flatMap(TritonConfig::sequenceBatching)
        .ifPresentOrElse(
            batching -> config.setSequenceBatching(message(batching)),
            () -> config.setDynamicBatching(ModelDynamicBatching.getDefaultInstance()));
    return ModelConfigResponse.newBuilder().setConfig(config).build();
  }

  private static List<Long> dims(TensorSpec spec, boolean rowsLeftOut) {
    var dims = new ArrayList<>(spec.shape());
    if (rowsLeftOut) {
      dims.remove(spec.batchAxis());
    }
    return dims;
  }

  private static ModelSequenceBatching message(TritonConfig.SequenceBatching batching) {
    var message = ModelSequenceBatching.newBuilder();
    batching
        .maxIdle()
        .ifPresent(idle -> message.setMaxSequenceIdleMicroseconds(idle.toNanos() / 1000));
    for (var control : batching.controls()) {
      message.addControlInput(
          ControlInput.newBuilder()
              .setName(control.input())
              .addControl(Control.newBuilder().setKind(Control.Kind.valueOf(control.kind()))));
    }
    for (var state : batching.states()) {
      message.addState(
          State.newBuilder()
              .setInputName(state.input())
              .setOutputName(state.output())
              .setDataType(Datatype.valueOf(state.datatype()).config())
              .addAllDims(state.dims()));
    }
    return message.build();
  }
}

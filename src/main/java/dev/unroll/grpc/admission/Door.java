package dev.unroll.grpc.admission;

import java.util.Locale;
import java.util.Set;

/**
 * Where a call enters. Each door has its own threads and its own limit of calls, so that a crowd at
 * one of them does not close the others.
 */
public enum Door {
  /** Health, reflection, metadata and readiness: quick, and answered whatever else happens. */
  CONTROL,

  /** Loading, unloading and settings: one at a time, since each may take long. */
  ADMIN,

  /** Everything that a model computes. */
  INFERENCE;

  private static final Set<String> ADMIN_METHODS =
      Set.of(
          "inference.GRPCInferenceService/RepositoryModelLoad",
          "inference.GRPCInferenceService/RepositoryModelUnload",
          "inference.GRPCInferenceService/LogSettings",
          "inference.GRPCInferenceService/TraceSetting");

  private static final Set<String> INFERENCE_METHODS =
      Set.of(
          "inference.GRPCInferenceService/ModelInfer",
          "inference.GRPCInferenceService/ModelStreamInfer",
          "unroll.v1.SequenceInference/OneToMany",
          "unroll.v1.SequenceInference/ManyToOne",
          "unroll.v1.SequenceInference/ManyToMany",
          "unroll.v1.SequenceInference/StreamManyToMany");

  /** Returns the door of a method, such as "unroll.v1.SequenceInference/ManyToOne". */
  static Door of(String fullMethodName) {
    if (INFERENCE_METHODS.contains(fullMethodName)) {
      return INFERENCE;
    }
    return ADMIN_METHODS.contains(fullMethodName) ? ADMIN : CONTROL;
  }

  /** Returns the name in metrics and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

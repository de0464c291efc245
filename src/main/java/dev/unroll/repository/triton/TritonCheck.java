package dev.unroll.repository.triton;

import dev.unroll.core.LoadException;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.Plan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.stage.TensorFacts;
import java.util.ArrayList;
import java.util.List;

/** Checks a configuration's tensors against the graph. */
public final class TritonCheck {
  private final TritonFile file;
  private final Plan plan;
  private final PlanFacts facts;

  public TritonCheck(TritonFile file, Plan plan) {
    this.file = file;
    this.plan = plan;
    this.facts = plan.facts();
  }

  /**
   * Checks the configuration against the graph.
   *
   * @throws LoadException naming the value in the configuration and that of the graph
   */
  public void check() throws LoadException {
    checkRowsFirst();
    checkAll("input", file.config().inputs(), inputs());
    checkAll("output", file.config().outputs(), outputs());
    var names = file.config().inputs().stream().map(TritonConfig.Tensor::name).toList();
    if (!names.isEmpty() && !names.contains(facts.input().name())) {
      throw file.source()
          .wrong("input", "are " + names + ", but the graph takes '" + facts.input().name() + "'");
    }
    if (file.config().sequenceBatching().isPresent()) {
      checkSequences(file.config().sequenceBatching().get());
    }
  }

  /** Checks that with a max_batch_size all tensors that clients see have the axis of rows first. */
  private void checkRowsFirst() throws LoadException {
    int size = file.config().maxBatchSize().orElse(0);
    if (size == 0) {
      return;
    }
    var seen = new ArrayList<TensorFacts>();
    seen.add(facts.input());
    seen.addAll(facts.outputs());
    for (var state : facts.states()) {
      if (!file.states().containsKey(state.input().name())) {
        seen.add(state.input());
        seen.add(state.output());
      }
    }
    for (var tensor : seen) {
      if (tensor.batchAxis() != 0) {
        throw file.source()
            .wrong(
                "max_batch_size",
                "is "
                    + size
                    + ", which means that axis 0 is the axis of rows, but the graph's '"
                    + tensor.name()
                    + "' has "
                    + (tensor.batchAxis() < 0
                        ? "no axis of rows"
                        : "rows on axis " + tensor.batchAxis())
                    + "; write max_batch_size: 0, and dims with all axes");
      }
    }
  }

  private List<TensorFacts> inputs() {
    var inputs = new ArrayList<TensorFacts>();
    inputs.add(facts.input());
    facts.states().forEach(state -> inputs.add(state.input()));
    if (!facts.lengths().isEmpty()) {
      inputs.add(new TensorFacts(facts.lengths(), "", List.of(-1L), 0, -1, 1, true, ""));
    }
    return inputs;
  }

  private List<TensorFacts> outputs() {
    var outputs = new ArrayList<>(facts.outputs());
    facts.states().forEach(state -> outputs.add(state.output()));
    return outputs;
  }

  private void checkAll(String field, List<TritonConfig.Tensor> tensors, List<TensorFacts> known)
      throws LoadException {
    for (int place = 0; place < tensors.size(); place++) {
      var tensor = tensors.get(place);
      check(
          field + "[" + place + "]", field, tensor.name(), tensor.datatype(), tensor.dims(), known);
    }
  }

  private void check(
      String path,
      String what,
      String name,
      String datatype,
      List<Long> dims,
      List<TensorFacts> known)
      throws LoadException {
    var found = known.stream().filter(facts -> facts.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      throw file.source()
          .wrong(
              path + ".name",
              "the graph has no "
                  + what
                  + " '"
                  + name
                  + "'; it has "
                  + known.stream().map(TensorFacts::name).toList());
    }
    var tensor = found.get();
    var type = datatype(tensor.elementType());
    boolean isLengths =
        tensor.elementType().isEmpty() && List.of("INT32", "INT64").contains(datatype);
    if (!isLengths && !type.equals(datatype)) {
      throw file.source()
          .wrong(
              path + ".data_type",
              "is TYPE_" + datatype + ", but the graph's '" + name + "' is TYPE_" + type);
    }
    var size = file.config().maxBatchSize();
    boolean fits =
        size.isPresent()
            ? fits(dims, expected(tensor, size.getAsInt() > 0))
            : fits(dims, tensor.shape()) || fits(dims, expected(tensor, true));
    if (!fits) {
      throw file.source()
          .wrong(
              path + ".dims",
              "are "
                  + dims
                  + ", but the graph's '"
                  + name
                  + "' has "
                  + tensor.shape()
                  + hint(tensor));
    }
  }

  private String hint(TensorFacts tensor) {
    if (file.config().maxBatchSize().orElse(0) == 0) {
      return "; without a max_batch_size the dims must contain the axis of rows";
    }
    return tensor.batchAxis() == 0
        ? "; with a max_batch_size the dims must not contain the first axis, that of rows"
        : "; a max_batch_size needs the rows on axis 0, but here they are on axis "
            + tensor.batchAxis();
  }

  /**
   * Returns the graph's sizes, optionally without the axis of rows, which must be the first then.
   */
  private static List<Long> expected(TensorFacts tensor, boolean withoutRows) {
    if (!withoutRows) {
      return tensor.shape();
    }
    return tensor.batchAxis() == 0
        ? tensor.shape().subList(1, tensor.shape().size())
        : List.of(Long.MIN_VALUE);
  }

  /**
   * Whether the dims fit the graph's shape; the configuration may fix a size that the graph leaves
   * open.
   */
  private static boolean fits(List<Long> dims, List<Long> shape) {
    if (dims.size() != shape.size()) {
      return false;
    }
    for (int axis = 0; axis < dims.size(); axis++) {
      if (shape.get(axis) != -1 && !shape.get(axis).equals(dims.get(axis))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the Open Inference Protocol's name of an ONNX type. */
  private static String datatype(String elementType) {
    return switch (elementType) {
      case "float32" -> "FP32";
      case "float16" -> "FP16";
      case "double" -> "FP64";
      case "int64" -> "INT64";
      case "int32" -> "INT32";
      case "int16" -> "INT16";
      case "int8" -> "INT8";
      case "uint8" -> "UINT8";
      case "bool" -> "BOOL";
      default -> elementType;
    };
  }

  private void checkSequences(TritonConfig.SequenceBatching batching) throws LoadException {
    if (!(plan instanceof AnswerPlan answer) || answer.live().isEmpty()) {
      throw file.source()
          .wrong(
              "sequence_batching",
              "needs a model with a causal plan, but the plan of this one is "
                  + facts.label()
                  + ": "
                  + String.join("; ", facts.refused()));
    }
    for (int place = 0; place < batching.states().size(); place++) {
      var path = "sequence_batching.state[" + place + "]";
      var state = batching.states().get(place);
      var inputs = facts.states().stream().map(known -> known.input()).toList();
      // A state that the plan handles internally is not one of the inputs and needs no check.
      if (inputs.stream().anyMatch(input -> input.name().equals(state.input()))) {
        check(path, "state input", state.input(), state.datatype(), state.dims(), inputs);
      }
    }
  }
}

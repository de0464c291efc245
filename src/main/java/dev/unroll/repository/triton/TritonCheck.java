package dev.unroll.repository.triton;

import dev.unroll.core.LoadException;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.Plan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.stage.TensorFacts;
import java.util.ArrayList;
import java.util.List;

/** Holds what a configuration says of tensors to the graph. */
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
   * @throws LoadException naming what the configuration says and what the graph has
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

  /** With a max_batch_size every tensor that clients see has its rows first. */
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
                    + ", which means that rows come first, but the graph's '"
                    + tensor.name()
                    + "' has "
                    + (tensor.batchAxis() < 0 ? "one row" : "them on axis " + tensor.batchAxis())
                    + "; with max_batch_size: 0 dims have all axes");
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
      return "; without a max_batch_size dims have the axis of rows too";
    }
    return tensor.batchAxis() == 0
        ? "; with a max_batch_size dims leave out the first axis, that of rows"
        : "; with a max_batch_size rows come first, and here they are on axis "
            + tensor.batchAxis();
  }

  /** The graph's sizes, perhaps without the axis of rows, which must then be the first. */
  private static List<Long> expected(TensorFacts tensor, boolean withoutRows) {
    if (!withoutRows) {
      return tensor.shape();
    }
    return tensor.batchAxis() == 0
        ? tensor.shape().subList(1, tensor.shape().size())
        : List.of(Long.MIN_VALUE);
  }

  /** Where the graph leaves a size open the configuration may fix it. */
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

  /** As the Open Inference Protocol names what ONNX does. */
  private static String datatype(String elementType) {
    return switch (elementType) {
      case "float32" -> "FP32";
      case "float16" -> "FP16";
      case "double" -> "FP64";
      case "int64" -> "INT64";
      case "int32" -> "INT32";
      default -> elementType;
    };
  }

  private void checkSequences(TritonConfig.SequenceBatching batching) throws LoadException {
    if (!(plan instanceof AnswerPlan answer) || answer.live().isEmpty()) {
      throw file.source()
          .wrong(
              "sequence_batching",
              "needs a graph that can go on from step to step, but this one is planned "
                  + facts.label()
                  + ": "
                  + String.join("; ", facts.refused()));
    }
    for (int place = 0; place < batching.states().size(); place++) {
      var path = "sequence_batching.state[" + place + "]";
      var state = batching.states().get(place);
      var inputs = facts.states().stream().map(known -> known.input()).toList();
      // A state that the plan keeps in its own way is not among them, and needs no check.
      if (inputs.stream().anyMatch(input -> input.name().equals(state.input()))) {
        check(path, "state input", state.input(), state.datatype(), state.dims(), inputs);
      }
    }
  }
}

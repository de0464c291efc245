package dev.unroll.openinference.tensor;

import dev.unroll.codec.InputKind;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.ModelOutput;
import dev.unroll.repository.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model's tensors as clients see them: the graph's inputs and outputs, and strings for text,
 * labels and tags if the manifest defines them.
 *
 * @param model the model's name
 * @param inputs the inputs in the model's metadata
 * @param unannounced inputs that are accepted but not in the metadata
 * @param outputs the outputs that are returned if a request names none
 * @param maxBatchSize the configuration's max_batch_size; 0 if a tensor does not have the axis of
 *     rows first
 * @param mostRows the most rows in a request
 * @param namesInputs whether a request gives each input of the graph by its name
 */
public record ModelTensors(
    String model,
    List<TensorSpec> inputs,
    List<TensorSpec> unannounced,
    List<TensorSpec> outputs,
    int maxBatchSize,
    int mostRows,
    boolean namesInputs) {
  /** The most rows in a request if the configuration does not set it. */
  static final int USUAL_MOST_ROWS = 1024;

  /** The input for the lengths of the rows of a padded batch, if the graph has no such input. */
  private static final String LENGTHS = "lengths";

  /** Before the name of an output of ours that the graph has too. */
  static final String CLASH_PREFIX = "unroll_";

  public ModelTensors {
    inputs = List.copyOf(inputs);
    unannounced = List.copyOf(unannounced);
    outputs = List.copyOf(outputs);
  }

  static ModelTensors of(ServedModel model) {
    var inputs = inputs(model);
    var outputs = outputs(model);
    boolean rowsFirst =
        Stream.concat(inputs.stream(), outputs.stream()).allMatch(spec -> spec.batchAxis() == 0);
    // A graph of named inputs has no axis of rows, or also inputs that are the same for all rows.
    boolean oneRow =
        model.plan().facts().namesInputs()
            ? inputs.stream().allMatch(spec -> spec.batchAxis() < 0)
            : inputs.stream().anyMatch(spec -> spec.batchAxis() < 0);
    int most = oneRow ? 1 : USUAL_MOST_ROWS;
    var tensors =
        new ModelTensors(
            model.key().name(),
            inputs,
            unannounced(model, inputs),
            outputs,
            rowsFirst ? most : 0,
            most,
            model.plan().facts().namesInputs());
    return model.triton().map(config -> ConfiguredTensors.of(config, tensors)).orElse(tensors);
  }

  private static List<TensorSpec> inputs(ServedModel model) {
    var facts = model.plan().facts().input();
    var kinds = model.input().kinds();
    var inputs = new ArrayList<TensorSpec>();
    if (kinds.contains(InputKind.TEXT)) {
      inputs.add(TensorSpec.text("text", Meaning.TEXT, false));
    } else if (kinds.contains(InputKind.IMAGE)) {
      inputs.add(TensorSpec.text("image", Meaning.IMAGE, false));
    }
    var graph = tensor(facts, Meaning.GRAPH, 0, !inputs.isEmpty());
    if (inputs.stream().noneMatch(spec -> spec.name().equals(graph.name()))) {
      inputs.add(graph);
    }
    var plan = model.plan().facts();
    plan.moreInputs().forEach(more -> inputs.add(tensor(more, Meaning.GRAPH, 0, false)));
    if (!plan.lengths().isEmpty()) {
      inputs.add(lengths(plan.lengths(), Datatype.INT64));
    }
    for (var state : plan.states()) {
      inputs.add(tensor(state.input(), Meaning.STATE, 0, true));
    }
    return inputs;
  }

  private static List<TensorSpec> unannounced(ServedModel model, List<TensorSpec> announced) {
    var more = new ArrayList<TensorSpec>();
    var graph = tensor(model.plan().facts().input(), Meaning.GRAPH, 0, true);
    if (announced.stream().noneMatch(spec -> spec.meaning() == Meaning.GRAPH)) {
      more.add(graph);
    }
    var own = model.plan().facts().lengths();
    if (!own.isEmpty()) {
      more.add(lengths(own, Datatype.INT32));
    } else if (graph.timed() && announced.stream().noneMatch(spec -> spec.name().equals(LENGTHS))) {
      more.add(lengths(LENGTHS, Datatype.INT64));
      more.add(lengths(LENGTHS, Datatype.INT32));
    }
    return more;
  }

  private static TensorSpec tensor(
      TensorFacts facts, Meaning meaning, int place, boolean optional) {
    return tensor(facts, meaning, place, optional, false);
  }

  private static TensorSpec tensor(
      TensorFacts facts, Meaning meaning, int place, boolean optional, boolean stacks) {
    var shape = new ArrayList<>(facts.shape());
    if (facts.batchAxis() >= 0) {
      // The server fills a fixed batch itself, so clients see any number of rows.
      shape.set(facts.batchAxis(), -1L);
    }
    return new TensorSpec(
        facts.name(),
        Datatype.of(facts),
        shape,
        facts.batchAxis(),
        facts.timeAxis(),
        meaning,
        place,
        optional,
        stacks);
  }

  private static TensorSpec lengths(String name, Datatype datatype) {
    return new TensorSpec(name, datatype, List.of(-1L), 0, -1, Meaning.LENGTHS, 0, true);
  }

  private static List<TensorSpec> outputs(ServedModel model) {
    var outputs = new ArrayList<TensorSpec>();
    if (!(model.output() instanceof ModelOutput.Generated)) {
      for (var facts : model.plan().facts().outputs()) {
        // If rows run alone, an output without an axis of rows belongs to one row.
        boolean stacks = facts.batchAxis() < 0 && model.plan().facts().label().equals("alone");
        outputs.add(tensor(facts, Meaning.GRAPH, outputs.size(), false, stacks));
      }
      for (var state : model.plan().facts().states()) {
        var name = state.output().name();
        if (outputs.stream().noneMatch(output -> output.name().equals(name))) {
          outputs.add(tensor(state.output(), Meaning.STATE, 0, false));
        }
      }
    }
    for (var meant : meant(model)) {
      boolean clash = outputs.stream().anyMatch(spec -> spec.name().equals(meant.name()));
      outputs.add(clash ? meant.named(CLASH_PREFIX + meant.name()) : meant);
    }
    return outputs;
  }

  /** Returns the tensors that the manifest adds to the graph's. */
  private static List<TensorSpec> meant(ServedModel model) {
    var label = TensorSpec.text("label", Meaning.LABEL, false);
    var score =
        new TensorSpec("score", Datatype.FP32, List.of(-1L, 1L), 0, -1, Meaning.SCORE, 0, false);
    if (model.output() instanceof ModelOutput.Ranked) {
      return List.of(label, score);
    }
    if (model.output() instanceof ModelOutput.Filled) {
      return List.of(label, score, TensorSpec.text("filled", Meaning.FILLED, false));
    }
    if (model.output() instanceof ModelOutput.Tagged) {
      return List.of(
          new TensorSpec("tags", Datatype.BYTES, List.of(-1L, -1L), 0, 1, Meaning.TAGS, 0, false),
          new TensorSpec(
              "spans", Datatype.INT64, List.of(-1L, -1L, 2L), 0, 1, Meaning.SPANS, 0, false));
    }
    if (model.output() instanceof ModelOutput.Generated generated) {
      var ids =
          new TensorSpec(
              "token_ids", Datatype.INT64, List.of(-1L, -1L), 0, 1, Meaning.TOKEN_IDS, 0, false);
      return generated.tokenizer().isPresent()
          ? List.of(TensorSpec.text("text", Meaning.TEXT, false), ids)
          : List.of(ids);
    }
    return List.of();
  }

  /** Returns all inputs of a name; their datatypes differ. */
  List<TensorSpec> inputsNamed(String name) {
    return Stream.concat(inputs.stream(), unannounced.stream())
        .filter(spec -> spec.name().equals(name))
        .toList();
  }

  Optional<TensorSpec> output(String name) {
    return outputs.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }
}

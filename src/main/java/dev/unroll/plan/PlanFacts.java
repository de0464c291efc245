package dev.unroll.plan;

import dev.unroll.plan.stage.GraphState;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The facts about a model that loading has found.
 *
 * @param label "causal", "staged", "whole", "alone" or "generator"
 * @param parameters how many numbers the graphs' weights have, as a framework counts them
 * @param proof the comparison of rows together with rows alone
 * @param vocabularySize the number of input ids; 0 where it is unknown or the input has no ids
 * @param minSteps the shortest input that the graph took when it was tried
 * @param fixedSteps the only length that the graph takes, or 0
 * @param input the input that clients fill, or the first of several
 * @param moreInputs the other inputs that clients fill, in the graph's order
 * @param namesInputs whether clients give each input by its name, with a shape of its own
 * @param outputs the outputs that clients get; for a generator, the logits
 * @param device "cpu" or "cuda:N"
 * @param stages the stages in the order in which a row passes them
 * @param states the graph's own hidden states that clients may set and read, in the graph's order;
 *     none where the plan cannot begin with given states, and none for a generator
 * @param lengths the name of the graph's own input for the rows' lengths, which the server fills,
 *     or empty
 * @param refused the better proposals, each with the reason why it was not taken
 * @param warnings warnings for the model's owner, for example about steps that no answer depends on
 */
public record PlanFacts(
    String label,
    long parameters,
    Proof proof,
    long vocabularySize,
    int minSteps,
    int fixedSteps,
    TensorFacts input,
    List<TensorFacts> moreInputs,
    boolean namesInputs,
    List<TensorFacts> outputs,
    String device,
    List<StageFacts> stages,
    List<GraphState> states,
    String lengths,
    List<String> refused,
    List<String> warnings) {
  public PlanFacts {
    moreInputs = List.copyOf(moreInputs);
    outputs = List.copyOf(outputs);
    stages = List.copyOf(stages);
    states = List.copyOf(states);
    refused = List.copyOf(refused);
    warnings = List.copyOf(warnings);
  }

  /** Returns all inputs that clients fill, in the graph's order. */
  public List<TensorFacts> inputs() {
    return Stream.concat(Stream.of(input), moreInputs.stream()).toList();
  }

  /** Returns whether clients choose how long the input is. */
  public boolean hasFreeLength() {
    return input.timed() || inputs().stream().anyMatch(tensor -> tensor.volume() == 0);
  }

  /** Returns the facts of the same model that runs its whole graph with one row per run. */
  PlanFacts alone() {
    return with("alone", proof, outputs, stages, refused);
  }

  /**
   * Returns the same facts after the plan was found wrong. Rows do not share runs any more, so
   * there is no proof.
   */
  PlanFacts alone(String finding) {
    var widths = stages.stream().flatMap(stage -> stage.states().stream()).toList();
    int operators = stages.stream().mapToInt(StageFacts::operators).sum();
    var whole = new StageFacts("whole", false, false, operators, widths, List.of());
    var findings = new ArrayList<>(refused);
    findings.add(label + ": " + finding);
    return with("alone", Proof.NOTHING_COMPARED, outputs, List.of(whole), findings);
  }

  /** Returns the same facts without some of the outputs. */
  PlanFacts hiding(Set<String> hidden) {
    var told = outputs.stream().filter(output -> !hidden.contains(output.name())).toList();
    return with(label, proof, told, stages, refused);
  }

  public PlanFacts with(Proof newProof) {
    return with(label, newProof, outputs, stages, refused);
  }

  private PlanFacts with(
      String newLabel,
      Proof newProof,
      List<TensorFacts> newOutputs,
      List<StageFacts> newStages,
      List<String> newRefused) {
    return new PlanFacts(
        newLabel,
        parameters,
        newProof,
        vocabularySize,
        minSteps,
        fixedSteps,
        input,
        moreInputs,
        namesInputs,
        newOutputs,
        device,
        newStages,
        states,
        lengths,
        newRefused,
        warnings);
  }

  public static PlanFacts of(
      String label,
      long parameters,
      ProbedStage found,
      Proof proof,
      List<TensorFacts> outputs,
      Device device,
      List<StageFacts> stages,
      List<GraphState> states,
      List<String> refused,
      List<String> warnings) {
    return new PlanFacts(
        label,
        parameters,
        proof,
        found.vocabularySize(),
        found.minSteps(),
        found.fixedSteps(),
        found.input(),
        List.of(),
        false,
        outputs,
        device.label(),
        stages,
        states,
        found.lengths(),
        refused,
        warnings);
  }
}

package dev.unroll.plan;

import dev.unroll.plan.stage.GraphState;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What loading found out about a model.
 *
 * @param label "causal", "staged", "whole", "alone" or "generator"
 * @param proof rows together against rows alone
 * @param vocabularySize ids of the input are below it; 0: not known, or no ids
 * @param minSteps the shortest input that the graph took when it was tried
 * @param fixedSteps the only length that the graph takes, or 0
 * @param input the input that clients fill
 * @param outputs what clients get: of a generator, the logits
 * @param device "cpu" or "cuda:N"
 * @param stages in the order in which a row goes through them
 * @param states the graph's own hidden states that clients may give and get, in the graph's order;
 *     none where a plan cannot begin with any but zeros, and none of a generator
 * @param lengths the name of the graph's own input for the rows' lengths, which is filled with what
 *     they are, or empty
 * @param refused the better proposals and why each was not taken
 * @param warnings what the model's owner should know: steps that no answer depends on, say
 */
public record PlanFacts(
    String label,
    Proof proof,
    long vocabularySize,
    int minSteps,
    int fixedSteps,
    TensorFacts input,
    List<TensorFacts> outputs,
    String device,
    List<StageFacts> stages,
    List<GraphState> states,
    String lengths,
    List<String> refused,
    List<String> warnings) {
  public PlanFacts {
    outputs = List.copyOf(outputs);
    stages = List.copyOf(stages);
    states = List.copyOf(states);
    refused = List.copyOf(refused);
    warnings = List.copyOf(warnings);
  }

  /** The same model, its graph run as it is and one row a run. */
  PlanFacts alone() {
    return with("alone", proof, outputs, stages, refused);
  }

  /** The same after the plan was found wrong: nothing shares a run, and so nothing is compared. */
  PlanFacts alone(String finding) {
    var widths = stages.stream().flatMap(stage -> stage.states().stream()).toList();
    int operators = stages.stream().mapToInt(StageFacts::operators).sum();
    var whole = new StageFacts("whole", false, false, operators, widths, List.of());
    var findings = new ArrayList<>(refused);
    findings.add(label + ": " + finding);
    return with("alone", Proof.NOTHING_COMPARED, outputs, List.of(whole), findings);
  }

  /** The same without some of the outputs. */
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
        newProof,
        vocabularySize,
        minSteps,
        fixedSteps,
        input,
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
        proof,
        found.vocabularySize(),
        found.minSteps(),
        found.fixedSteps(),
        found.input(),
        outputs,
        device.label(),
        stages,
        states,
        found.lengths(),
        refused,
        warnings);
  }
}

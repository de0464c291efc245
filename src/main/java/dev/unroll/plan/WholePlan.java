package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plan that runs the graph over a whole sequence at once; only rows of equal length share a
 * slice.
 */
public final class WholePlan implements AnswerPlan {
  private final PlanFacts facts;
  private final ProbedStage findings;
  private final Map<String, float[]> firstStates;
  private final PlanStates states;

  /** Whether the plan may keep a row's states. A version that was found wrong keeps none. */
  private final boolean keepsStates;

  /**
   * @param firstStates see {@link GraphHints}
   */
  public WholePlan(PlanFacts facts, ProbedStage findings, Map<String, float[]> firstStates) {
    this(facts, findings, firstStates, true);
  }

  WholePlan(
      PlanFacts facts,
      ProbedStage findings,
      Map<String, float[]> firstStates,
      boolean keepsStates) {
    this.facts = facts;
    this.findings = findings;
    this.firstStates = firstStates;
    this.keepsStates = keepsStates;
    this.states = new PlanStates(facts.states(), findings.channels(), firstStates);
  }

  @Override
  public PlanFacts facts() {
    return facts;
  }

  @Override
  public List<Stage> stages() {
    return List.of(findings.stage());
  }

  @Override
  public boolean isSliced() {
    return false;
  }

  @Override
  public AnswerPlan alone() {
    return new WholePlan(facts.alone(), findings.alone(), firstStates, keepsStates);
  }

  @Override
  public AnswerPlan alone(String finding) {
    return new WholePlan(facts.alone(finding), findings.alone(), firstStates, false);
  }

  @Override
  public AnswerPlan hiding(Set<String> outputs) {
    return new WholePlan(facts.hiding(outputs), findings.hiding(outputs), firstStates, keepsStates);
  }

  /**
   * A live plan exists where the graph has states of its own: then each part of the input is one
   * run.
   */
  @Override
  public Optional<LivePlan> live() {
    return facts.states().isEmpty() || !keepsStates
        ? Optional.empty()
        : Optional.of(
            new FramePlan(
                this,
                given -> {
                  var memory = new RowMemory(findings.channels().size());
                  states.begin(memory, given);
                  return memory;
                },
                (memory, part) -> memory.put(findings.inputChannel(), part)));
  }

  @Override
  public RowMemory begin(Sequence input, Map<String, float[]> given) {
    var memory = findings.begin(input);
    states.begin(memory, given);
    return memory;
  }

  @Override
  public long rowBytes(int steps) {
    return Channel.bytes(findings.channels(), steps);
  }

  @Override
  public List<Output> outputs(RowMemory memory) {
    return findings.answers(memory);
  }

  @Override
  public List<Output> states(RowMemory memory) {
    return states.outputs(memory);
  }

  @Override
  public void close() {
    findings.stage().session().close();
  }
}

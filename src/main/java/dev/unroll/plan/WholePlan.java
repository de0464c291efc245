package dev.unroll.plan;

import dev.unroll.core.Sequence;
import java.util.List;
import java.util.Optional;

/** A graph that runs over a whole sequence at once: rows of equal length share a slice. */
final class WholePlan implements AnswerPlan {
  private final PlanFacts facts;
  private final StageFindings findings;

  WholePlan(PlanFacts facts, StageFindings findings) {
    this.facts = facts;
    this.findings = findings;
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
  public Optional<LivePlan> live() {
    return Optional.empty();
  }

  @Override
  public RowMemory begin(Sequence input) {
    return findings.begin(input);
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
  public void close() {
    findings.stage().session().close();
  }
}

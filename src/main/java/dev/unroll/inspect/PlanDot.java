package dev.unroll.inspect;

import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.stage.TensorFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws a plan for Graphviz: the input, the stages with their states as loops, and the outputs. */
public final class PlanDot {
  private final Inspection found;
  private final List<String> lines = new ArrayList<>();

  public PlanDot(Inspection found) {
    this.found = found;
  }

  /** Returns the drawing, without a line break at the end. */
  public String draw() {
    var facts = found.facts();
    var stages = facts.stages();
    lines.add("digraph plan {");
    lines.add("  rankdir=LR;");
    lines.add("  label=" + quoted(title(facts)) + ";");
    lines.add("  node [shape=box, style=rounded];");
    lines.add("  input [shape=plain, label=" + quoted(label(facts.input())) + "];");
    for (int place = 0; place < stages.size(); place++) {
      addStage(place, stages.get(place));
    }
    int last = stages.size() - 1;
    if (facts.label().equals("generator")) {
      lines.add("  stage" + last + " -> stage" + last + " [label=\"token\"];");
    }
    for (int place = 0; place < facts.outputs().size(); place++) {
      var label = quoted(label(facts.outputs().get(place)));
      lines.add("  output" + place + " [shape=plain, label=" + label + "];");
      lines.add("  stage" + last + " -> output" + place + ";");
    }
    lines.add("}");
    return String.join(System.lineSeparator(), lines);
  }

  private static String title(PlanFacts facts) {
    return facts.label() + ": " + PlanWords.proof(facts);
  }

  private void addStage(int place, StageFacts stage) {
    var label =
        stage.name()
            + "\n"
            + PlanWords.course(found.facts(), stage)
            + "\n"
            + found.costs().get(place).stream()
                .map(cost -> PlanWords.micros(cost.microsPerStep()) + " x" + cost.rows())
                .collect(Collectors.joining(", "));
    lines.add("  stage" + place + " [label=" + quoted(label) + "];");
    var stages = found.facts().stages();
    if (stage.takes().isEmpty()) {
      lines.add("  input -> stage" + place + ";");
    }
    for (int other = 0; other < place; other++) {
      if (stage.takes().contains(stages.get(other).name())) {
        lines.add("  stage" + other + " -> stage" + place + ";");
      }
    }
    for (var state : stage.states()) {
      var loop = quoted(state.name() + " (" + state.width() + ")");
      lines.add("  stage" + place + " -> stage" + place + " [label=" + loop + "];");
    }
  }

  private static String label(TensorFacts tensor) {
    return tensor.name() + "\n" + PlanWords.shape(tensor);
  }

  private static String quoted(String text) {
    var escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + escaped.replaceAll("\\p{Cntrl}", " ") + '"';
  }
}

package dev.unroll.inspect;

import dev.unroll.plan.StageFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan as a tree in plain text. */
public final class PlanTree {
  private final Inspection found;
  private final List<String> lines = new ArrayList<>();

  public PlanTree(Inspection found) {
    this.found = found;
  }

  /** Returns the lines, without a line break at the end. */
  public String draw() {
    var facts = found.facts();
    for (var file : found.files()) {
      lines.add(file.path() + "  " + PlanWords.size(file.bytes()));
    }
    add("├─ input    " + facts.input().name() + "  " + PlanWords.shape(facts.input()));
    add("│           " + PlanWords.bounds(facts));
    add("├─ weights  " + PlanWords.parameters(facts.parameters()));
    int stages = facts.stages().size();
    add(
        "├─ plan     "
            + facts.label()
            + ", "
            + stages
            + (stages == 1 ? " stage" : " stages")
            + " on "
            + facts.device());
    for (int place = 0; place < stages; place++) {
      addStage(facts.stages().get(place), found.costs().get(place), place == stages - 1);
    }
    for (var output : facts.outputs()) {
      var when = facts.label().equals("generator") || output.timed() ? "each step" : "once";
      add("├─ output   " + output.name() + "  " + PlanWords.shape(output) + ", " + when);
    }
    for (var refused : facts.refused()) {
      add("├─ excluded " + PlanWords.refusal(refused));
    }
    facts.warnings().forEach(warning -> add("├─ warning  " + PlanWords.refusal(warning)));
    add("├─ proof    " + PlanWords.proof(facts));
    add("└─ loaded   in " + found.loadMillis() + " ms");
    return String.join(System.lineSeparator(), lines);
  }

  private void addStage(StageFacts stage, List<StageCost> costs, boolean last) {
    var course = PlanWords.course(found.facts(), stage);
    add(
        (last ? "│  └─ " : "│  ├─ ")
            + stage.name()
            + ": "
            + course
            + ", "
            + stage.operators()
            + (stage.operators() == 1 ? " operator" : " operators"));
    var indent = last ? "│       " : "│  │    ";
    add(
        indent
            + "takes  "
            + (stage.takes().isEmpty() ? "the input" : String.join(", ", stage.takes())));
    for (var state : stage.states()) {
      long bytes = (long) state.width() * Float.BYTES;
      add(
          indent
              + "state  "
              + state.name()
              + "  "
              + state.width()
              + " numbers, "
              + PlanWords.size(bytes)
              + " per row");
    }
    add(
        indent
            + "costs  "
            + costs.stream().map(cost -> cost(cost, course)).collect(Collectors.joining(", ")));
  }

  private static String cost(StageCost cost, String course) {
    var alone = course.equals("once") ? " alone" : " per step alone";
    return PlanWords.micros(cost.microsPerStep())
        + (cost.rows() == 1 ? alone : " with " + cost.rows() + " rows");
  }

  /** Adds a line without control characters, which names in a graph may hold. */
  private void add(String line) {
    lines.add(line.replaceAll("\\p{Cntrl}", " "));
  }
}

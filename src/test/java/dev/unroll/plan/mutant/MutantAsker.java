package dev.unroll.plan.mutant;

import dev.unroll.core.Sequence;
import dev.unroll.core.Tensor;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Asks a plan as the scheduler would, and holds its answers against the truth. */
final class MutantAsker {
  private static final double TOLERANCE = 1e-4;
  private static final int COMPANIES = 8;
  private static final int MOST_ROWS = 8;

  private final AnswerPlan plan;
  private final MutantInput trueInput;
  private final Random random;
  private final MutantTriggers triggers;
  private final Workspace workspace = new Workspace();

  /**
   * @param trueInput the graph's input as it truly is
   */
  MutantAsker(AnswerPlan plan, MutantInput trueInput, Random random, MutantTriggers triggers) {
    this.plan = plan;
    this.trueInput = trueInput;
    this.random = random;
    this.triggers = triggers;
  }

  /** A row and what ONNX Runtime makes of it alone. */
  record Known(Sequence sequence, Map<String, float[]> answers) {}

  /** The first answer that is wrong, in words; empty where none is. */
  Optional<String> findWrong(List<Known> rows) {
    var fitting = rows.stream().filter(row -> fits(row.sequence().steps())).toList();
    for (var row : fitting) {
      var wrong = wrong(List.of(row), false).or(() -> wrong(List.of(row), true));
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    for (int count = 0; count < COMPANIES && !fitting.isEmpty(); count++) {
      var wrong = wrong(company(fitting), count % 2 == 1);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private boolean fits(int steps) {
    var facts = plan.facts();
    if (facts.namesInputs()) {
      return true;
    }
    return facts.input().timed()
        ? steps >= facts.minSteps() && (facts.fixedSteps() == 0 || steps == facts.fixedSteps())
        : steps == 1;
  }

  /** Rows of any length where the plan is sliced, else of one. */
  private List<Known> company(List<Known> rows) {
    var company = new ArrayList<>(rows);
    Collections.shuffle(company, random);
    if (!plan.isSliced()) {
      int steps = company.get(0).sequence().steps();
      company.removeIf(row -> row.sequence().steps() != steps);
    }
    var wanted = triggers.companies();
    int most =
        !wanted.isEmpty() && random.nextBoolean()
            ? wanted.get(random.nextInt(wanted.size()))
            : 2 + random.nextInt(MOST_ROWS - 1);
    return company.subList(0, Math.min(most, company.size()));
  }

  /**
   * @param atRandom whether rows are cut at random places, in random companies; else all go on
   *     together as far as the shortest does
   */
  private Optional<String> wrong(List<Known> rows, boolean atRandom) {
    var memories = new ArrayList<RowMemory>();
    rows.forEach(row -> memories.add(plan.begin(input(row.sequence()))));
    try {
      for (var stage : plan.stages()) {
        memories.forEach(RowMemory::startStage);
        take(stage, memories, atRandom);
      }
      return IntStream.range(0, rows.size())
          .mapToObj(row -> difference(rows.get(row), memories.get(row)))
          .flatMap(Optional::stream)
          .findFirst()
          .map(text -> text + describe(rows, atRandom));
    } catch (GraphException | RuntimeException e) {
      return Optional.of("fails: " + e.getMessage() + describe(rows, atRandom));
    }
  }

  /** The input as the plan takes it: a graph of named tensors gets the shapes of one row. */
  private Sequence input(Sequence sequence) {
    if (!plan.facts().namesInputs()) {
      return sequence;
    }
    var tensors = new HashMap<String, Tensor>();
    for (var facts : plan.facts().inputs()) {
      tensors.put(facts.name(), tensor(facts, sequence));
    }
    return new Sequence.Tensors(tensors, sequence.steps());
  }

  private Tensor tensor(TensorFacts facts, Sequence sequence) {
    if (!facts.name().equals(trueInput.name())) {
      // The only other input of mutants: how many steps the row has.
      var shape = facts.batchAxis() < 0 ? List.of(1L) : List.<Long>of();
      return new Tensor.Integers(shape, new long[] {sequence.steps()});
    }
    var layout = trueInput.layout();
    var shape = new ArrayList<Long>();
    for (int axis = 0; axis < facts.shape().size(); axis++) {
      long size = facts.shape().get(axis);
      if (axis != facts.batchAxis()) {
        shape.add(
            axis == layout.timeAxis() ? sequence.steps() : axis == layout.batchAxis() ? 1L : size);
      }
    }
    return sequence instanceof Sequence.Vectors vectors
        ? new Tensor.Floats(shape, vectors.values())
        : new Tensor.Integers(shape, ((Sequence.Ids) sequence).ids());
  }

  private String describe(List<Known> rows, boolean atRandom) {
    var lengths = rows.stream().map(row -> row.sequence().steps()).toList();
    return "; of %s as rows of %s steps%s"
        .formatted(plan.facts().label(), lengths, atRandom ? " cut at random" : "");
  }

  private void take(Stage stage, List<RowMemory> rows, boolean atRandom) throws GraphException {
    var left = new ArrayList<>(rows);
    while (!left.isEmpty()) {
      int most = Math.min(left.size(), stage.maxRows());
      if (atRandom) {
        Collections.shuffle(left, random);
        most = 1 + random.nextInt(most);
      }
      var chosen = List.copyOf(left.subList(0, most));
      int steps = chosen.stream().mapToInt(RowMemory::remaining).min().orElseThrow();
      if (atRandom && plan.isSliced()) {
        steps = 1 + random.nextInt(steps);
      }
      stage.advance(workspace, chosen, steps);
      for (var row : chosen) {
        row.moveOn(steps);
      }
      left.removeIf(row -> row.remaining() == 0);
    }
  }

  private Optional<String> difference(Known row, RowMemory memory) {
    var found = new ArrayList<>(plan.outputs(memory));
    found.addAll(plan.states(memory));
    for (int place = 0; place < found.size(); place++) {
      var name = found.get(place).facts().name();
      var expected = row.answers().get(name);
      if (expected == null) {
        return Optional.of("output '" + name + "' is none of the graph's");
      }
      var text = difference(name, expected, found.get(place).values());
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  static Optional<String> difference(String name, float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      return Optional.of(
          "output '%s' has %d values instead of %d"
              .formatted(name, actual.length, expected.length));
    }
    for (int place = 0; place < expected.length; place++) {
      double bound = TOLERANCE * Math.max(1, Math.abs(expected[place]));
      boolean same = Float.compare(expected[place], actual[place]) == 0;
      if (!same && !(Math.abs(expected[place] - actual[place]) <= bound)) {
        return Optional.of(
            "output '%s' at %d of %d is %s instead of %s"
                .formatted(name, place, expected.length, actual[place], expected[place]));
      }
    }
    return Optional.empty();
  }
}

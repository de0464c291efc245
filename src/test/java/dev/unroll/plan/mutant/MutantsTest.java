package dev.unroll.plan.mutant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.planner.RandomStack;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proof of the proof: operators that look at content, at lengths, at other steps or other rows
 * are planted in graphs of the zoo and in random stacks. Whatever the planner vouches for must
 * answer each row as ONNX Runtime answers it alone, also where random numbers would never tell.
 *
 * <p>{@code -Dunroll.mutants=5000} plants more; {@code -Dunroll.mutant=SEED} plants one again, and
 * leaves its graph in the folder target/mutants.
 */
class MutantsTest {
  private static final Path KEPT = Path.of("target/mutants");
  private static final int STACKS = 8;

  @TempDir Path folder;

  private OnnxRuntime runtime;
  private MutantPlanter planter;

  @BeforeEach
  void open() throws Exception {
    runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    var origins = new ArrayList<MutantOrigin>();
    for (var zoo : ZooCase.singleGraphs().toList()) {
      origins.add(MutantOrigin.of(zoo, runtime));
    }
    for (int seed = 0; seed < STACKS; seed++) {
      var file = new RandomStack(new Random(seed)).graph().write(folder, "stack.onnx");
      origins.add(MutantOrigin.of("stack " + seed, file, Map.of(), runtime));
    }
    planter = new MutantPlanter(origins);
  }

  @Test
  void plannedMutant_answersAsOnnxRuntimeDoesAlone() throws Exception {
    var one = Long.getLong("unroll.mutant");
    long seed = one != null ? one : Long.getLong("unroll.mutants.seed", System.nanoTime());
    int count = one != null ? 1 : Integer.getInteger("unroll.mutants", 2000);
    System.out.println("mutants, seed " + seed);
    var table = new MutantTable();
    for (int number = 0; number < count; number++) {
      var mutant = planter.plant(seed + number);
      if (one != null) {
        keep(mutant);
      }
      table.add(fate(mutant));
    }
    System.out.println(table);
    var wrong = table.wrong();
    assertTrue(
        wrong.isEmpty(),
        () ->
            "%d of %d planned mutants answer wrongly:%n%s"
                .formatted(wrong.size(), planned(table), list(wrong)));
  }

  @Test
  void harmfulKind_runsAndChangesAnswers_orItProvesNothing() throws Exception {
    var gates = new HashSet<MutantGate>();
    long seed = 0;
    for (var kind : planter.kinds()) {
      int runs = 0;
      int changes = 0;
      for (int number = 0; number < 8; number++) {
        seed++;
        var mutant = planter.plant(seed, List.of(kind));
        var known = known(mutant, new Random(seed));
        runs += known.isEmpty() ? 0 : 1;
        if (differsFromOrigin(mutant, known)) {
          changes++;
          gates.add(mutant.gate());
        }
      }
      assertTrue(runs >= 7, kind + " is run in " + runs + " graphs of 8");
      assertTrue(kind.harmless() || changes > 0, kind + " changes no answer");
    }
    assertTrue(gates.containsAll(MutantGate.ALL), () -> "only these are passed: " + gates);
  }

  /** Whether rows of some length get other answers than of the graph without what is planted. */
  private boolean differsFromOrigin(Mutant mutant, List<MutantAsker.Known> known) throws Exception {
    var input = mutant.origin().input();
    try (var planted = runtime.load("mutant", mutant.model().toByteArray(), folder);
        var origin = runtime.load("origin", mutant.origin().model().toByteArray(), folder)) {
      var lengths =
          known.stream()
              .map(MutantAsker.Known::sequence)
              .collect(Collectors.groupingBy(Sequence::steps));
      for (var all : lengths.values()) {
        // As many as matter, where the graph does not say how many itself.
        int most =
            mutant.triggers().companies().stream()
                .filter(count -> count < all.size() && input.fixedRows() == 0)
                .findFirst()
                .orElse(all.size());
        var rows = all.subList(0, most);
        var expected = new MutantTruth(origin, input).together(rows);
        for (var answer : new MutantTruth(planted, input).together(rows).entrySet()) {
          var without = expected.getOrDefault(answer.getKey(), new float[0]);
          if (MutantAsker.difference(answer.getKey(), without, answer.getValue()).isPresent()) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private static long planned(MutantTable table) {
    return table.all().stream().filter(MutantTable.Fate::isPlanned).count();
  }

  private static String list(List<MutantTable.Fate> fates) {
    return fates.stream()
        .map(fate -> fate.mutant() + ": " + fate.wrong())
        .collect(Collectors.joining("\n"));
  }

  private static void keep(Mutant mutant) throws IOException {
    Files.createDirectories(KEPT);
    var file = KEPT.resolve(mutant.seed() + ".onnx");
    Files.write(file, mutant.model().toByteArray());
    System.out.println(mutant + " is in " + file);
  }

  private MutantTable.Fate fate(Mutant mutant) throws IOException {
    var random = new Random(mutant.seed());
    var known = known(mutant, random);
    return known.isEmpty()
        ? new MutantTable.Fate(mutant, "no graph", false, "")
        : asked(mutant, known, random);
  }

  /** Rows for it that ONNX Runtime answers. */
  private List<MutantAsker.Known> known(Mutant mutant, Random random) {
    var known = new ArrayList<MutantAsker.Known>();
    try (var session = runtime.load("mutant", mutant.model().toByteArray(), folder)) {
      var truth = new MutantTruth(session, mutant.origin().input());
      var inputs = new MutantInputs(mutant.origin().input(), mutant.triggers(), random);
      for (var sequence : inputs.draw()) {
        try {
          known.add(new MutantAsker.Known(sequence, truth.answers(sequence)));
        } catch (GraphException e) {
          // ONNX Runtime itself fails on it: so may the plan.
          say(mutant, e);
        }
      }
    } catch (LoadException e) {
      say(mutant, e);
    }
    return known;
  }

  private MutantTable.Fate asked(Mutant mutant, List<MutantAsker.Known> known, Random random)
      throws IOException {
    var file = folder.resolve("mutant.onnx");
    Files.write(file, mutant.model().toByteArray());
    var states = mutant.origin().states();
    try (var plan = (AnswerPlan) new Planner(runtime).planFile(file, states)) {
      var wrong =
          new MutantAsker(plan, mutant.origin().input(), random, mutant.triggers())
              .findWrong(known);
      boolean alone = plan.stages().stream().allMatch(stage -> stage.maxRows() == 1);
      return new MutantTable.Fate(mutant, plan.facts().label(), alone, wrong.orElse(""));
    } catch (LoadException e) {
      say(mutant, e);
      return new MutantTable.Fate(mutant, "refused", false, "");
    } catch (RuntimeException e) {
      return new MutantTable.Fate(mutant, "refused", false, "planning fails: " + e);
    }
  }

  /** With one mutant, all is told. */
  private static void say(Mutant mutant, Exception problem) {
    if (Long.getLong("unroll.mutant") != null || Boolean.getBoolean("unroll.mutants.loud")) {
      System.out.println(mutant + ": " + problem.getMessage());
    }
  }
}

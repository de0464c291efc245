package dev.unroll.plan.mutant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What became of mutants, by kind and by gate. Owner: the test's thread. */
final class MutantTable {
  /**
   * What became of one.
   *
   * @param label of its plan; "refused", or "no graph" where ONNX Runtime does not run it
   * @param alone whether its rows share no run
   * @param wrong what answer of the plan is wrong, or empty
   */
  record Fate(Mutant mutant, String label, boolean alone, String wrong) {
    boolean isPlanned() {
      return !label.equals("refused") && !label.equals("no graph");
    }

    boolean isWrong() {
      return !wrong.isEmpty();
    }

    /** Whether it is cut as its origin is, or better. */
    boolean keptCut() {
      return !alone && rank(label) >= rank(mutant.origin().label());
    }

    private static int rank(String label) {
      return List.of("alone", "whole", "staged", "causal").indexOf(label);
    }
  }

  private static final String HEADING =
      "%-42s %7s %7s %7s %7s %7s %7s %7s %7s %7s %7s%n"
          .formatted(
              "", "drawn", "nograph", "refused", "planned", "causal", "staged", "whole", "alone",
              "kept", "WRONG");

  private final List<Fate> fates = new ArrayList<>();

  void add(Fate fate) {
    fates.add(fate);
  }

  List<Fate> wrong() {
    return fates.stream().filter(Fate::isWrong).toList();
  }

  List<Fate> all() {
    return fates;
  }

  @Override
  public String toString() {
    var harmful = fates.stream().filter(fate -> !fate.mutant().isHarmless()).toList();
    var harmless = fates.stream().filter(fate -> fate.mutant().isHarmless()).toList();
    return HEADING
        + "--- by kind, what is not harmless\n"
        + lines(harmful, fate -> fate.mutant().kind().name())
        + "--- by gate, what is not harmless\n"
        + lines(harmful, fate -> fate.mutant().gate().name())
        + "--- by kind, harmless\n"
        + lines(harmless, fate -> fate.mutant().kind().name())
        + "--- by plan of the origin, harmless\n"
        + lines(harmless, fate -> fate.mutant().origin().label())
        + "---\n"
        + line("harmless", harmless)
        + line("not harmless", harmful);
  }

  private static String lines(List<Fate> fates, Function<Fate, String> key) {
    Map<String, List<Fate>> groups =
        fates.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    return groups.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, List<Fate>>>comparingLong(
                    group -> -group.getValue().stream().filter(Fate::isWrong).count())
                .thenComparing(Map.Entry::getKey))
        .map(group -> line(group.getKey(), group.getValue()))
        .collect(Collectors.joining());
  }

  private static String line(String name, List<Fate> fates) {
    return "%-42s %7d %7d %7d %7d %7d %7d %7d %7d %7d %7d%n"
        .formatted(
            name,
            fates.size(),
            labelled(fates, "no graph"),
            labelled(fates, "refused"),
            fates.stream().filter(Fate::isPlanned).count(),
            labelled(fates, "causal"),
            labelled(fates, "staged"),
            fates.stream().filter(fate -> fate.label().equals("whole") && !fate.alone()).count(),
            fates.stream().filter(fate -> fate.isPlanned() && fate.alone()).count(),
            fates.stream().filter(fate -> fate.isPlanned() && fate.keptCut()).count(),
            fates.stream().filter(Fate::isWrong).count());
  }

  private static long labelled(List<Fate> fates, String label) {
    return fates.stream().filter(fate -> fate.label().equals(label)).count();
  }
}

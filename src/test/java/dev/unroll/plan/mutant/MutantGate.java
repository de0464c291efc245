package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.ANYWHERE;
import static dev.unroll.plan.mutant.MutantKind.FLOATS;
import static dev.unroll.plan.mutant.MutantKind.TIMED;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * When what is planted comes to pass: uniform draws hardly ever meet most of these.
 *
 * @param harmless whether it is a question of each step of each row for itself
 * @param single whether it is one answer for all rows and steps, as an If needs it
 * @param condition adds nodes that make a number over 0.5 where it is so; returns the name
 */
record MutantGate(
    String name,
    boolean harmless,
    boolean single,
    Predicate<MutantPlace> fits,
    Function<MutantBed, String> condition) {
  static final MutantGate ALWAYS =
      new MutantGate("always", true, false, ANYWHERE, bed -> bed.graph.number(1));

  static final List<MutantGate> ALL =
      List.of(
          new MutantGate(
              "where the step has an id", true, false, TIMED, bed -> bed.atPlace(bed.is(bed.id()))),
          each("where the row has an id", bed -> bed.overTime("ReduceMax", bed.is(bed.id()))),
          new MutantGate(
              "where any row has an id in that step",
              false,
              false,
              TIMED,
              bed -> bed.atPlace(bed.overRows("ReduceMax", bed.is(bed.id())))),
          single("if an id is anywhere", bed -> bed.is(bed.id())),
          each("where an id follows an id", bed -> bed.overTime("ReduceMax", pair(bed))),
          single("if an id follows an id", MutantGate::pair),
          each("where the row is padded", MutantGate::padded),
          single("if any row is padded", MutantGate::padded),
          single("if all is one id", MutantGate::uniform),
          each("where the row is one id", MutantGate::uniform),
          single("if longer than N", bed -> longer(bed, bed.length())),
          single("if just N steps", MutantGate::just),
          single("if there are R rows", MutantGate::company),
          new MutantGate("if a value is high", false, true, FLOATS, MutantGate::high));

  /** One answer for each row. */
  private static MutantGate each(String name, Function<MutantBed, String> condition) {
    return new MutantGate(name, false, false, ANYWHERE, bed -> bed.atPlace(condition.apply(bed)));
  }

  /** One answer, if any element says so. */
  private static MutantGate single(String name, Function<MutantBed, String> condition) {
    return new MutantGate(
        name, false, true, ANYWHERE, bed -> bed.graph.reduceAll("ReduceMax", condition.apply(bed)));
  }

  private static String pair(MutantBed bed) {
    long first = bed.id();
    long second = bed.id();
    bed.triggers.addPattern(first, second);
    return bed.graph.times(bed.stepBefore(bed.is(first)), bed.is(second));
  }

  private static String padded(MutantBed bed) {
    var g = bed.graph;
    var padding = g.node("Sub", g.number(1) + "," + bed.used());
    bed.triggers.addPattern(0, 0, 0);
    return g.floats(g.above(bed.overTime("ReduceSum", padding), 2.5));
  }

  /** Of three steps at least. */
  private static String uniform(MutantBed bed) {
    var g = bed.graph;
    var content = bed.content();
    var spread =
        g.node(
            "Sub", bed.overTime("ReduceMax", content) + "," + bed.overTime("ReduceMin", content));
    var even = g.floats(g.node("Not", g.above(spread, 0.001)));
    return g.times(even, longer(bed, 2));
  }

  private static String longer(MutantBed bed, int steps) {
    return bed.graph.floats(bed.graph.above(bed.graph.floats(bed.steps()), steps + 0.5));
  }

  private static String just(MutantBed bed) {
    var length = bed.graph.integer(bed.length());
    return bed.graph.floats(bed.graph.node("Equal", bed.steps() + "," + length));
  }

  private static String company(MutantBed bed) {
    int rows = 4 + bed.random.nextInt(4);
    bed.triggers.addCompany(rows);
    var wanted = bed.graph.integer(rows);
    return bed.graph.floats(bed.graph.node("Equal", bed.rowCount() + "," + wanted));
  }

  private static String high(MutantBed bed) {
    var g = bed.graph;
    var largest = g.reduceAll("ReduceMax", g.node("Abs", bed.tensor()));
    return g.floats(g.above(largest, bed.any(List.of(0.5, 0.95, 2.0, 5.0))));
  }

  /** Plants a kind behind the value, to come to pass when this gate says so. */
  String plant(MutantKind kind, MutantBed bed, String value) {
    if (equals(ALWAYS)) {
      return kind.planting().plant(bed, value);
    }
    var g = bed.graph;
    var comes = g.above(condition.apply(bed), 0.5);
    if (!single || bed.random.nextBoolean()) {
      return g.where(comes, kind.planting().plant(bed, value), value);
    }
    var then = g.inside();
    var changed = kind.planting().plant(bed.into(then), value);
    var otherwise = g.inside();
    var same = otherwise.node("Identity", value);
    return g.node(
        "If",
        comes,
        MutantBodies.branch("then_branch", then, changed),
        MutantBodies.branch("else_branch", otherwise, same));
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.unroll.schedule.execution;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.PlanCosts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The plan of one version of a model, for as long as nobody finds it wrong. Once an answer of it
 * was not what the row gets alone, the version is demoted: from then on, and until its files
 * change, its rows take the plan that runs each of them alone.
 *
 * <p>Safe for threads: what rows take is one volatile reference, changed once.
 */
public final class ProvenPlan {
  /** What new rows take. */
  public record Current(AnswerPlan plan, PlanCosts costs) {}

  private final ModelHold hold;
  private final Current proven;
  private final @Nullable Current alone;

  private volatile Current current;

  /** Why {@code current} is not the proven plan; set before it. */
  private volatile Optional<String> finding = Optional.empty();

  /** Set by whoever lets the version go, only to true. */
  private volatile boolean retired;

  /** A plan whose graphs outlive all of its rows. */
  public ProvenPlan(AnswerPlan plan, PlanCosts costs) {
    this(plan, costs, ModelHold.UNCOUNTED);
  }

  /**
   * @param costs of its stages, which nobody else uses yet
   * @param hold keeps its graphs while a row is run again
   */
  public ProvenPlan(AnswerPlan plan, PlanCosts costs, ModelHold hold) {
    this.hold = hold;
    this.proven = new Current(plan, costs);
    boolean isShown = mixes(plan) && plan.facts().proof().isComparable();
    this.alone = isShown ? new Current(plan.alone(), costs.alone()) : null;
    this.current = proven;
  }

  /** Whether a row's answer can depend on how it was cut, or on who shared its slices. */
  private static boolean mixes(AnswerPlan plan) {
    return plan.isSliced() || plan.stages().stream().mapToInt(Stage::maxRows).anyMatch(n -> n > 1);
  }

  Current current() {
    return current;
  }

  /** The plan that new rows take. */
  public AnswerPlan plan() {
    return current.plan();
  }

  /** What its stages take. */
  public PlanCosts costs() {
    return current.costs();
  }

  /** The plan that its rows are run again by; null where that would show nothing. */
  @Nullable
  public Current alone() {
    return finding.isEmpty() ? alone : null;
  }

  /** Of the plan as it was proven. */
  public PlanFacts provenFacts() {
    return proven.plan().facts();
  }

  /** What the stages take of the plan as it was proven. */
  PlanCosts provenCosts() {
    return proven.costs();
  }

  ModelHold hold() {
    return hold;
  }

  /** Why the version was demoted: a clause; empty while it is trusted. */
  public Optional<String> finding() {
    return finding;
  }

  /**
   * From now on its rows run alone. Of several that find the same, the first is told true.
   *
   * @param found a clause: what was seen
   */
  public synchronized boolean demote(String found) {
    var instead = alone();
    if (instead == null) {
      return false;
    }
    var why = "found while serving: " + found;
    var plan = proven.plan().alone(why);
    finding = Optional.of(why);
    current = new Current(plan, instead.costs());
    return true;
  }

  /** No call gets the version any more: no row of it is worth running again. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }
}

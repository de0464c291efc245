package dev.unroll.schedule.execution;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.PlanCosts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The plan of one version of a model, until it is found wrong. Once an answer differs from what the
 * row gets alone, the version is demoted: from then on, and until its files change, each of its
 * rows runs alone.
 *
 * <p>Thread-safe: the current plan is one volatile reference, which changes at most once.
 */
public final class ProvenPlan {
  /** A plan and its costs. */
  public record Current(AnswerPlan plan, PlanCosts costs) {}

  private final ModelHold hold;
  private final Current proven;
  private final @Nullable Current alone;

  private volatile Current current;

  /** Why the version was demoted; written before {@code current}. */
  private volatile Optional<String> finding = Optional.empty();

  /** Set when the version is retired; only ever set to true. */
  private volatile boolean retired;

  /** For a plan whose graphs outlive all of its rows. */
  public ProvenPlan(AnswerPlan plan, PlanCosts costs) {
    this(plan, costs, ModelHold.UNCOUNTED);
  }

  /**
   * @param costs the costs of its stages; the caller does not use them any more
   * @param hold keeps the graphs loaded while a row is run again
   */
  public ProvenPlan(AnswerPlan plan, PlanCosts costs, ModelHold hold) {
    this.hold = hold;
    this.proven = new Current(plan, costs);
    boolean isShown = mixes(plan) && plan.facts().proof().isComparable();
    this.alone = isShown ? new Current(plan.alone(), costs.alone()) : null;
    this.current = proven;
  }

  /** Whether an answer can depend on how its row was sliced, or on other rows of its slices. */
  private static boolean mixes(AnswerPlan plan) {
    return plan.isSliced() || plan.stages().stream().mapToInt(Stage::maxRows).anyMatch(n -> n > 1);
  }

  Current current() {
    return current;
  }

  /** Returns the plan for new rows. */
  public AnswerPlan plan() {
    return current.plan();
  }

  /** Returns the costs of the stages of {@link #plan}. */
  public PlanCosts costs() {
    return current.costs();
  }

  /**
   * Returns the plan that runs each row alone, for verification; null if the version was demoted or
   * cannot be compared.
   */
  @Nullable
  public Current alone() {
    return finding.isEmpty() ? alone : null;
  }

  /** Returns the facts of the plan as it was proven when it was loaded. */
  public PlanFacts provenFacts() {
    return proven.plan().facts();
  }

  /** Returns the costs of the plan as it was proven when it was loaded. */
  PlanCosts provenCosts() {
    return proven.costs();
  }

  ModelHold hold() {
    return hold;
  }

  /** Returns why the version was demoted, as a clause; empty while it is trusted. */
  public Optional<String> finding() {
    return finding;
  }

  /**
   * Demotes the version: from now on its rows run alone. Returns true for the first call, false for
   * later ones.
   *
   * @param found what was seen, as a clause
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

  /** Marks that no call gets the version any more, so that its rows need no verification. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }
}

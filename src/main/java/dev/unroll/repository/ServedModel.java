package dev.unroll.repository;

import dev.unroll.codec.Given;
import dev.unroll.codec.InputBounds;
import dev.unroll.codec.InputCodec;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Task;
import dev.unroll.plan.Plan;
import dev.unroll.schedule.ModelHold;
import dev.unroll.schedule.PlanCosts;
import dev.unroll.schedule.ProvenPlan;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model that answers: its plan, and the codecs on both sides of it.
 *
 * <p>It counts who holds it: the repository, and each call in flight. When a newer version takes
 * over, the repository lets go, and the last call in flight frees the graphs.
 */
public final class ServedModel {
  private final ModelKey key;
  private final Task task;
  private final String description;
  private final ProvenPlan plan;
  private final InputCodec input;
  private final InputBounds bounds;
  private final ModelOutput output;
  private final Optional<Given> example;
  private final Optional<TritonConfig> triton;
  private final List<AutoCloseable> resources;

  /** Set before anybody else can hold it. */
  private volatile Runnable whenFreed = () -> {};

  /** How many hold it; 0 is for ever. Any thread, atomically. */
  private final AtomicInteger holders = new AtomicInteger(1);

  ServedModel(
      ModelKey key,
      Task task,
      String description,
      Plan plan,
      PlanCosts costs,
      InputCodec input,
      InputBounds bounds,
      ModelOutput output,
      Optional<Given> example,
      Optional<TritonConfig> triton,
      List<AutoCloseable> resources) {
    this.key = key;
    this.task = task;
    this.description = description;
    this.plan = new ProvenPlan(plan, costs, new Hold());
    this.input = input;
    this.bounds = bounds;
    this.output = output;
    this.example = example;
    this.triton = triton;
    this.resources = List.copyOf(resources);
  }

  public ModelKey key() {
    return key;
  }

  public Task task() {
    return task;
  }

  /** Free text of the manifest, perhaps empty. */
  public String description() {
    return description;
  }

  /** The plan that new rows take: of a version that is found wrong it becomes another. */
  public Plan plan() {
    return plan.plan();
  }

  /** What the plan's stages take. */
  public PlanCosts costs() {
    return plan.costs();
  }

  /** Its plan, and whether it is trusted. */
  public ProvenPlan version() {
    return plan;
  }

  public InputCodec input() {
    return input;
  }

  /** What inputs it takes. */
  public InputBounds bounds() {
    return bounds;
  }

  public ModelOutput output() {
    return output;
  }

  /** The manifest's example. */
  public Optional<Given> example() {
    return example;
  }

  /** What its {@code config.pbtxt} says, where it has one. */
  public Optional<TritonConfig> triton() {
    return triton;
  }

  /** Holds it, unless it has been let go by all. */
  boolean hold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** For rows that are run again. */
  private final class Hold implements ModelHold {
    @Override
    public boolean hold() {
      return ServedModel.this.hold();
    }

    @Override
    public void letGo() {
      ServedModel.this.letGo();
    }
  }

  /** What the last one to let go runs. */
  void whenFreed(Runnable action) {
    whenFreed = action;
  }

  /** No call gets it any more: the repository lets go. */
  void retire(RepositoryListener listener) {
    listener.retired(this);
    letGo();
  }

  /** Lets go; the last one frees it. */
  void letGo() {
    if (holders.decrementAndGet() == 0) {
      Resources.close(resources);
      whenFreed.run();
    }
  }
}

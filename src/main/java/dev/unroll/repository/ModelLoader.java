package dev.unroll.repository;

import dev.unroll.codec.InputBounds;
import dev.unroll.codec.InputCodec;
import dev.unroll.codec.tokenizer.LongTexts;
import dev.unroll.core.LoadException;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Task;
import dev.unroll.core.Ticker;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Plan;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.folder.FileNameHints;
import dev.unroll.repository.manifest.Manifest;
import dev.unroll.repository.manifest.ManifestInput;
import dev.unroll.repository.manifest.ManifestOutput;
import dev.unroll.repository.manifest.ManifestReader;
import dev.unroll.repository.triton.LabelledOutput;
import dev.unroll.repository.triton.TritonCheck;
import dev.unroll.repository.triton.TritonFile;
import dev.unroll.runtime.GraphException;
import dev.unroll.schedule.cost.PlanCosts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads a version from its folder: reads the manifest, makes the plan and the codecs, and checks
 * that they fit together.
 */
public final class ModelLoader {
  private final Planner planner;
  private final long maxImagePixels;
  private final Ticker ticker;
  private final LoadMemory memory;
  private final LongTexts longTexts;

  /**
   * @param maxImagePixels the largest image that a client may send
   */
  public ModelLoader(Planner planner, long maxImagePixels, Ticker ticker) {
    this(planner, maxImagePixels, ticker, new LoadMemory(MemoryState::now));
  }

  ModelLoader(Planner planner, long maxImagePixels, Ticker ticker, LoadMemory memory) {
    this.planner = planner;
    this.maxImagePixels = maxImagePixels;
    this.ticker = ticker;
    this.longTexts = new LongTexts(Runtime.getRuntime().availableProcessors(), ticker);
    this.memory = memory;
  }

  /** Lets other loads go on without waiting for the memory of a thread that is given up. */
  void forget(Thread thread) {
    memory.forget(thread);
  }

  Ticker ticker() {
    return ticker;
  }

  /**
   * Loads a version.
   *
   * @param triton the model's configuration, if it has one; the manifest takes precedence
   * @throws LoadException naming the file and the problem, or the memory that is missing
   */
  ServedModel load(Path modelFolder, ModelKey key, Optional<TritonFile> triton)
      throws LoadException {
    long reserved = memory.reserve(modelFolder.resolve(Long.toString(key.version())));
    try {
      return loadWhereItFits(modelFolder, key, triton);
    } finally {
      memory.release(reserved);
    }
  }

  private ServedModel loadWhereItFits(Path modelFolder, ModelKey key, Optional<TritonFile> triton)
      throws LoadException {
    var resources = new ArrayList<AutoCloseable>();
    try {
      var manifest = ManifestReader.read(modelFolder);
      var states = manifest.states();
      var hints =
          triton.map(file -> file.hints(states)).orElseGet(() -> GraphHints.ofStates(states));
      var version = modelFolder.resolve(Long.toString(key.version()));
      var plan =
          planner.plan(version, hints.with(manifest.layout()).withConstants(manifest.constants()));
      resources.add(plan);
      var bounds = InputLoader.bounds(manifest, plan);
      var warnings = new ArrayList<>(FileNameHints.warnings(modelFolder));
      var input =
          new InputLoader(maxImagePixels, longTexts, warnings).input(manifest, plan, bounds);
      resources.add(input);
      if (triton.isPresent()) {
        new TritonCheck(triton.get(), plan).check();
      }
      var labelled = triton.flatMap(file -> labelled(manifest, plan, file));
      var task = labelled.isPresent() ? labelled.get().task() : task(manifest, plan);
      if (plan instanceof GeneratorPlan generator) {
        var output = OutputLoader.generated(manifest, generator, resources);
        var profile = profile(key, task, manifest, input, bounds, triton, warnings, resources);
        return new GeneratingModel(profile, generator, costs(plan), output);
      }
      var answering = (AnswerPlan) plan;
      var output =
          labelled.isPresent()
              ? OutputLoader.labelled(answering, labelled.get())
              : OutputLoader.answered(manifest, answering, task);
      var profile = profile(key, task, manifest, input, bounds, triton, warnings, resources);
      return new AnsweringModel(profile, answering, costs(plan), output);
    } catch (LoadException | RuntimeException | OutOfMemoryError e) {
      Resources.close(resources);
      throw e;
    }
  }

  private static ServedModel.Profile profile(
      ModelKey key,
      Task task,
      Manifest manifest,
      InputCodec input,
      InputBounds bounds,
      Optional<TritonFile> triton,
      List<String> warnings,
      List<AutoCloseable> resources) {
    return new ServedModel.Profile(
        key,
        task,
        manifest.description(),
        input,
        bounds,
        manifest.example(),
        triton.map(TritonFile::config),
        warnings,
        resources);
  }

  /**
   * Returns the output that the configuration gives labels to; empty if the manifest defines the
   * output.
   */
  private static Optional<LabelledOutput> labelled(Manifest manifest, Plan plan, TritonFile file) {
    if (manifest.output().isPresent() || !(plan instanceof AnswerPlan)) {
      return Optional.empty();
    }
    return file.labelled()
        .flatMap(tensor -> LabelledOutput.of(plan, tensor))
        .filter(found -> found.task().equals(manifest.task().orElse(found.task())));
  }

  private PlanCosts costs(Plan plan) throws LoadException {
    try {
      return PlanCosts.measure(plan, ticker);
    } catch (GraphException e) {
      throw new LoadException("it fails on random input: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the manifest's task, if the plan supports it; without one, the plan's likeliest task.
   */
  private static Task task(Manifest manifest, Plan plan) throws LoadException {
    var possible = possible(manifest, plan);
    var task = manifest.task().orElse(possible.get(0));
    if (!possible.contains(task)) {
      throw new LoadException(
          "the manifest's task is "
              + task.label()
              + ", but the graph's outputs allow only "
              + String.join(", ", possible.stream().map(Task::label).toList()));
    }
    return task;
  }

  /** Returns the tasks that a plan supports, likeliest first. */
  private static List<Task> possible(Manifest manifest, Plan plan) throws LoadException {
    if (plan instanceof GeneratorPlan) {
      return plan.facts().input().timed()
          ? List.of(Task.MANY_TO_MANY, Task.ONE_TO_MANY)
          : List.of(Task.ONE_TO_MANY);
    }
    if (manifest.output().orElse(null) instanceof ManifestOutput.Blank) {
      return ofBlank(manifest, plan);
    }
    var tasks = new ArrayList<Task>();
    for (var output : plan.facts().outputs()) {
      // Named tensors have no axis of steps, but an output of any length is a sequence.
      boolean isSequence = output.timed() || (plan.facts().namesInputs() && output.volume() == 0);
      var task = isSequence ? Task.MANY_TO_MANY : Task.MANY_TO_ONE;
      if (!tasks.contains(task)) {
        tasks.add(task);
      }
    }
    if (plan.facts().namesInputs()) {
      Stream.of(Task.MANY_TO_MANY, Task.MANY_TO_ONE)
          .filter(task -> !tasks.contains(task))
          .forEach(tasks::add);
    }
    return tasks;
  }

  /**
   * Returns the task of a model that fills a blank: one answer, from the scores of the blank's
   * step.
   */
  private static List<Task> ofBlank(Manifest manifest, Plan plan) throws LoadException {
    if (!(manifest.input().orElse(null) instanceof ManifestInput.Text)) {
      throw new LoadException(
          "output.blank needs input.text, since the tokenizer gives the id of the blank");
    }
    if (plan.facts().outputs().stream().noneMatch(TensorFacts::timed)) {
      throw new LoadException(
          "output.blank needs scores for every step, but the graph gives "
              + plan.facts().outputs());
    }
    return List.of(Task.MANY_TO_ONE);
  }
}

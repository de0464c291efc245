package dev.unroll.schedule.decode;

import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.stage.RowMemory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Forced decoding: the outputs are given, and the decoder reads their ids instead of its own
 * choices, to score them. All of them share the encoder and the first step. After that each has its
 * own memory in the row's slices. Further outputs wait until one of them is done, so that slices
 * and memory do not grow with the number of outputs.
 */
public final class ForcedDecoding implements DecodingStrategy {
  private static final Comparator<GeneratedOutput> BEST_FIRST =
      Comparator.comparingDouble(GeneratedOutput::normalisedScore)
          .reversed()
          .thenComparingInt(GeneratedOutput::place);

  /** An output that the decoder is reading. */
  private record Reading(ForcedOutput output, RowMemory memory) {}

  private final GeneratorPlan plan;
  private final Decoding.Forced forced;

  /** The memory after the first step, from which each output goes on. */
  private final RowMemory first;

  private final Queue<ForcedOutput> waiting = new ArrayDeque<>();
  private final List<Reading> readings = new ArrayList<>();
  private final List<RowMemory> spare = new ArrayList<>();
  private final List<GeneratedOutput> complete = new ArrayList<>();
  private boolean begun;
  private long runsLeft;
  private int toldSteps;

  /**
   * @param memory the row's memory, after the encoder
   */
  public ForcedDecoding(
      GeneratorPlan plan, RowMemory memory, GenerationOptions options, Decoding.Forced forced) {
    this.plan = plan;
    this.first = memory;
    this.forced = forced;
    var stopIds = options.stopIdsBelow(plan.outputVocabularySize());
    for (int place = 0; place < forced.outputs().size(); place++) {
      waiting.add(new ForcedOutput(place, forced.outputs().get(place), options, stopIds));
    }
    // The first step is one run for all.
    runsLeft = 1 + waiting.stream().mapToLong(output -> output.stepsLeft() - 1L).sum();
  }

  @Override
  public List<RowMemory> memories() {
    return begun ? readings.stream().map(Reading::memory).toList() : List.of(first);
  }

  @Override
  public int toldSteps() {
    return toldSteps;
  }

  @Override
  public OptionalLong knownRunsLeft() {
    return OptionalLong.of(runsLeft);
  }

  @Override
  public List<GeneratedOutput> advance(TokenListener listener) {
    runsLeft -= begun ? readings.size() : 1;
    if (begun) {
      readOn();
    } else {
      readFirst();
    }
    fill();
    if (readings.isEmpty()) {
      var best = complete.stream().sorted(BEST_FIRST).limit(forced.best()).toList();
      toldSteps = best.get(0).tell(listener);
      return best;
    }
    readings.forEach(reading -> plan.feed(reading.memory, reading.output.nextInput()));
    return List.of();
  }

  private void readFirst() {
    begun = true;
    read(first, List.copyOf(waiting));
    waiting.removeIf(this::isComplete);
  }

  private void readOn() {
    readings.forEach(reading -> read(reading.memory, List.of(reading.output)));
    readings.removeIf(reading -> {
      boolean isComplete = isComplete(reading.output);
      if (isComplete) {
        spare.add(reading.memory);
      }
      return isComplete;
    });
  }

  private void read(RowMemory memory, List<ForcedOutput> outputs) {
    var logits = plan.logits(memory);
    double logTotal = Logits.logTotal(logits, Logits.likeliest(logits));
    outputs.forEach(output -> output.read(logits, logTotal));
  }

  private boolean isComplete(ForcedOutput output) {
    if (output.stepsLeft() > 0) {
      return false;
    }
    complete.add(output.complete());
    return true;
  }

  /** Begins outputs that wait. The last one takes the first memory, the others get copies. */
  private void fill() {
    while (!waiting.isEmpty() && readings.size() < room()) {
      var output = waiting.remove();
      var memory = waiting.isEmpty() ? first : plan.fork(first, takeSpare());
      readings.add(new Reading(output, memory));
    }
  }

  /** The first memory counts while it is only copied. */
  private int room() {
    return waiting.size() == 1 ? forced.width() : forced.width() - 1;
  }

  private @Nullable RowMemory takeSpare() {
    return spare.isEmpty() ? null : spare.remove(spare.size() - 1);
  }
}

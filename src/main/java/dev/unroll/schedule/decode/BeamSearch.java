package dev.unroll.schedule.decode;

import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.stage.RowMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Beam search: several outputs in parallel, of which the best are reported at the end. Each beam
 * has its own memory in the row's slices. The memory of a beam that ends is reused for the fork of
 * another.
 */
public final class BeamSearch implements DecodingStrategy {
  private final GeneratorPlan plan;
  private final BeamFrontier frontier;
  private List<RowMemory> memories;
  private final List<RowMemory> spare = new ArrayList<>();
  private int toldSteps;

  /**
   * @param memory the row's memory, after the encoder
   */
  public BeamSearch(
      GeneratorPlan plan, RowMemory memory, GenerationOptions options, Decoding.Beams beams) {
    this.plan = plan;
    this.memories = List.of(memory);
    var stopIds = options.stopIdsBelow(plan.outputVocabularySize());
    this.frontier = new BeamFrontier(beams, options.maxSteps(), options.lengthPenalty(), stopIds);
  }

  @Override
  public List<RowMemory> memories() {
    return memories;
  }

  @Override
  public int toldSteps() {
    return toldSteps;
  }

  @Override
  public List<GeneratedOutput> advance(TokenListener listener) {
    var beams = frontier.advance(memories.stream().map(plan::logits).toList());
    if (beams.isEmpty()) {
      return tell(listener);
    }
    memories = fork(beams);
    for (int place = 0; place < beams.size(); place++) {
      plan.feed(memories.get(place), beams.get(place).token());
    }
    return List.of();
  }

  /** The first beam that continues a parent takes its memory, further ones get copies. */
  private List<RowMemory> fork(List<BeamFrontier.Beam> beams) {
    var keeper = new int[memories.size()];
    Arrays.fill(keeper, -1);
    for (int place = beams.size() - 1; place >= 0; place--) {
      keeper[beams.get(place).parent()] = place;
    }
    for (int parent = 0; parent < keeper.length; parent++) {
      if (keeper[parent] < 0) {
        spare.add(memories.get(parent));
      }
    }
    var forked = new ArrayList<RowMemory>();
    for (int place = 0; place < beams.size(); place++) {
      int parent = beams.get(place).parent();
      var memory = memories.get(parent);
      forked.add(keeper[parent] == place ? memory : plan.fork(memory, takeSpare()));
    }
    return List.copyOf(forked);
  }

  private @Nullable RowMemory takeSpare() {
    return spare.isEmpty() ? null : spare.remove(spare.size() - 1);
  }

  private List<GeneratedOutput> tell(TokenListener listener) {
    var best = frontier.best();
    toldSteps = best.get(0).tell(listener);
    return best;
  }
}

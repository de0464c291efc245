package dev.unroll.plan.stage;

import dev.unroll.runtime.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Outputs of graphs that drop all axes of size 1, including the axis of steps where there is one
 * step. The axis is restored for the computation, and the row records the graph's own shape.
 */
final class SqueezedSteps {
  private SqueezedSteps() {}

  /** The results of a run with an axis for its one step where the graph dropped it. */
  static List<Block> settled(
      List<Block> results, List<OutputBinding> outputBindings, List<Channel> channels, int steps) {
    var settled = new ArrayList<Block>();
    for (int place = 0; place < results.size(); place++) {
      var block = results.get(place);
      boolean isOne =
          outputBindings.get(place) instanceof OutputBinding.ToChannel target
              && (steps == 1 || target.ownSteps());
      settled.add(
          isOne
              ? settled(block, (OutputBinding.ToChannel) outputBindings.get(place), channels)
              : block);
    }
    return settled;
  }

  private static Block settled(
      Block block, OutputBinding.ToChannel target, List<Channel> channels) {
    var channel = channels.get(target.channel());
    boolean isDropped =
        target.layout().timeAxis() >= block.shape().length
            || target.layout().volume(block.shape()) != channel.volume();
    long elements = Arrays.stream(block.shape()).reduce(1, Math::multiplyExact);
    boolean isOneStep = elements == channel.volume() || (channel.isOpen() && elements == 1);
    if (!channel.timed() || !isDropped || !isOneStep) {
      return block;
    }
    var shape = new long[Math.max(target.layout().batchAxis(), target.layout().timeAxis()) + 2];
    Arrays.fill(shape, 1);
    shape[shape.length - 1] = elements;
    return new Block(block.type(), shape, block.data());
  }

  /** A row that has one step gets the shape that the graph gives it, without that axis. */
  static void note(
      Block given, Block settled, OutputBinding.ToChannel target, List<RowMemory> rows) {
    boolean isSqueezed = !given.equals(settled);
    var shape =
        isSqueezed
            ? Optional.of(Arrays.stream(given.shape()).boxed().toList())
            : Optional.<List<Long>>empty();
    rows.forEach(row -> row.setShape(target.channel(), shape));
  }
}

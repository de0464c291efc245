package dev.unroll.plan.planner;

import dev.unroll.core.Sequence;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.prove.RandomTensors;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.TensorStage;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs a graph on random tensors with one reading of its inputs.
 *
 * <p>Not thread-safe.
 *
 * @param size of the free axes with which the graph was seen to run
 */
record TensorTrial(TensorReading reading, RandomTensors tensors, int size, Workspace workspace) {
  /** An axis that no output has. */
  private static final int NO_ROWS = -1;

  /** Returns a row with these tensors. */
  RowMemory row(Sequence.Tensors drawn) {
    int channels = reading.session().inputs().size() + reading.session().outputs().size();
    var memory = new RowMemory(channels);
    var ports = reading.session().inputs();
    for (int channel = 0; channel < ports.size(); channel++) {
      var tensor = drawn.byName().get(ports.get(channel).name());
      if (tensor != null) {
        memory.put(channel, tensor);
      }
    }
    memory.startWindow(drawn.steps());
    return memory;
  }

  /** Returns the shapes of all outputs of a run of that many rows of one size. */
  List<long[]> shapes(int rows, int rowSize) throws GraphException {
    var memories = new ArrayList<RowMemory>();
    for (int row = 0; row < rows; row++) {
      memories.add(row(tensors.row(rowSize)));
    }
    return stage(layouts(NO_ROWS)).run(workspace, memories).stream()
        .map(block -> block.shape())
        .toList();
  }

  private List<Layout> layouts(int axis) {
    return reading.session().outputs().stream().map(port -> new Layout(axis, -1)).toList();
  }

  /** Returns a stage that gives each output a channel of its own, behind those of the inputs. */
  TensorStage stage(List<Layout> outputs) {
    var bindings = new ArrayList<OutputBinding.ToChannel>();
    for (var layout : outputs) {
      int channel = reading.session().inputs().size() + bindings.size();
      bindings.add(new OutputBinding.ToChannel(channel, layout, true));
    }
    return new TensorStage(reading.session(), reading.bindings(), bindings, true);
  }

  /**
   * Returns the axis of rows of each output: the one that has as many positions as there are rows,
   * and one for a lone row. Empty where the shape of an output shows no such axis and changes
   * otherwise.
   *
   * @param shown the layouts that the analysis shows, which decide between several axes
   */
  Optional<List<Layout>> outputRows(List<Layout> shown) {
    try {
      var one = shapes(1, size);
      var two = shapes(2, size);
      var three = shapes(3, size);
      var layouts = new ArrayList<Layout>();
      for (int place = 0; place < one.size(); place++) {
        var axis = axis(one.get(place), two.get(place), three.get(place), shown.get(place));
        if (axis.isEmpty()) {
          return Optional.empty();
        }
        layouts.add(new Layout(axis.get(), -1));
      }
      return Optional.of(layouts);
    } catch (GraphException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> axis(long[] one, long[] two, long[] three, Layout shown) {
    if (Arrays.equals(one, two) && Arrays.equals(one, three)) {
      return Optional.of(NO_ROWS);
    }
    if (one.length != two.length || one.length != three.length) {
      return Optional.empty();
    }
    var fitting =
        IntStream.range(0, one.length)
            .filter(axis -> one[axis] == 1 && two[axis] == 2 && three[axis] == 3)
            .boxed()
            .toList();
    return fitting.contains(shown.batchAxis())
        ? Optional.of(shown.batchAxis())
        : fitting.stream().findFirst();
  }
}

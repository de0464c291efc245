package dev.unroll.plan.mutant;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.RowBlocks;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.Block;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What ONNX Runtime itself makes of one sequence alone. */
final class MutantTruth {
  private final GraphSession session;
  private final MutantInput input;
  private final Workspace workspace = new Workspace();

  MutantTruth(GraphSession session, MutantInput input) {
    this.session = session;
    this.input = input;
  }

  /**
   * The outputs by name. A graph that insists on several rows gets as many of the same.
   *
   * @throws GraphException if the graph fails on it
   */
  Map<String, float[]> answers(Sequence sequence) throws GraphException {
    int rows = Math.max(1, input.fixedRows());
    var answers = together(Collections.nCopies(rows, sequence));
    // Rows come first in all graphs of the zoo that insist on several.
    answers.replaceAll((name, all) -> Arrays.copyOf(all, all.length / rows));
    return answers;
  }

  /**
   * The outputs by name for rows of equal length in one run, in the graph's own order.
   *
   * @throws GraphException if the graph fails on them
   */
  Map<String, float[]> together(List<Sequence> sequences) throws GraphException {
    var blocks = run(sequences);
    var answers = new HashMap<String, float[]>();
    for (int place = 0; place < blocks.size(); place++) {
      answers.put(session.outputs().get(place).name(), numbers(blocks.get(place)));
    }
    return answers;
  }

  /** The shapes of the outputs for as many rows of ones. */
  List<long[]> shapes(int rows, int steps) throws GraphException {
    int count = steps * input.width();
    var ids = new long[count];
    var floats = new float[count];
    Arrays.fill(ids, 1);
    Arrays.fill(floats, 1);
    var sequence =
        input.integer() ? new Sequence.Ids(ids) : new Sequence.Vectors(floats, input.width());
    return run(Collections.nCopies(rows, sequence)).stream().map(Block::shape).toList();
  }

  long[] inputShape(Port port, int rows, int steps) {
    var shape = port.dimensions().stream().mapToLong(size -> size.size()).toArray();
    if (port.name().equals(input.name())) {
      shape[input.layout().batchAxis()] = rows;
      shape[input.layout().timeAxis()] = steps;
      return shape;
    }
    return Arrays.stream(shape).map(size -> size < 0 ? rows : size).toArray();
  }

  private List<Block> run(List<Sequence> sequences) throws GraphException {
    int rows = sequences.size();
    int steps = sequences.get(0).steps();
    var blocks = new ArrayList<Block>();
    for (int place = 0; place < session.inputs().size(); place++) {
      var port = session.inputs().get(place);
      var shape = inputShape(port, rows, steps);
      var block = workspace.input(place, port.type(), shape);
      if (port.name().equals(input.name())) {
        for (int row = 0; row < rows; row++) {
          var memory = new RowMemory(1);
          memory.put(0, sequences.get(row));
          RowBlocks.gather(memory, input.layout(), block, row, steps);
        }
      } else if (port.type().isInteger()) {
        RowBlocks.fill(block, steps);
      } else {
        block.floats().put(0, new float[block.data().remaining()]);
      }
      blocks.add(block);
    }
    return session.run(
        workspace, blocks, session.outputs().stream().map(port -> new long[0]).toList());
  }

  private static float[] numbers(Block block) {
    int count = block.data().remaining();
    var numbers = new float[count];
    for (int index = 0; index < count; index++) {
      numbers[index] =
          block.type() == ElementType.FLOAT32
              ? block.floats().get(index)
              : block.type() == ElementType.INT64
                  ? block.longs().get(index)
                  : block.ints().get(index);
    }
    return numbers;
  }
}

package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;
import dev.unroll.runtime.Block;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A stage that runs a graph on named tensors, whatever their axes mean: each row's tensors have
 * shapes of their own, and so have its outputs. Rows share a run only if they may and if all their
 * tensors have equal shapes; what has no axis of rows must be equal in all of them.
 *
 * <p>It has no state of its own and is thread-safe.
 */
public final class TensorStage implements Stage {
  private final GraphSession session;
  private final List<InputBinding.FromChannel> inputBindings;
  private final List<OutputBinding.ToChannel> outputBindings;
  private final boolean shared;

  /** The channels of inputs: an output that goes to one of them is the next value of a state. */
  private final Set<Integer> inputChannels;

  /**
   * @param inputBindings one for each of the session's inputs; its shape is that of a row which has
   *     none of its own
   * @param outputBindings one for each of the session's outputs
   * @param shared whether rows may share a run
   */
  public TensorStage(
      GraphSession session,
      List<InputBinding.FromChannel> inputBindings,
      List<OutputBinding.ToChannel> outputBindings,
      boolean shared) {
    this.session = session;
    this.inputBindings = List.copyOf(inputBindings);
    this.outputBindings = List.copyOf(outputBindings);
    this.shared = shared;
    this.inputChannels =
        inputBindings.stream()
            .map(InputBinding.FromChannel::channel)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the same stage with one row per run. */
  public TensorStage alone() {
    return new TensorStage(session, inputBindings, outputBindings, false);
  }

  @Override
  public String name() {
    return "whole";
  }

  @Override
  public int maxRows() {
    return shared ? Integer.MAX_VALUE : 1;
  }

  @Override
  public int computedRows(int rows) {
    return rows;
  }

  @Override
  public Computed compute(Workspace workspace, List<RowMemory> rows, int steps)
      throws GraphException {
    var computed = new ArrayList<Computed>();
    var left = new ArrayList<>(rows);
    while (!left.isEmpty()) {
      var first = left.get(0);
      var group =
          shared ? left.stream().filter(row -> isLike(first, row)).toList() : List.of(first);
      left.removeAll(group);
      // Results stay in their workspace until they are scattered.
      var own = computed.isEmpty() ? workspace : new Workspace();
      computed.add(computeTogether(own, group));
    }
    return () -> computed.forEach(Computed::scatter);
  }

  /** Returns whether two rows may share a run. */
  private boolean isLike(RowMemory one, RowMemory other) {
    return one == other
        || inputBindings.stream()
            .allMatch(binding ->
                shape(one, binding).equals(shape(other, binding))
                    && (binding.layout().batchAxis() >= 0
                        || one.hasValuesOf(other, binding.channel())));
  }

  private Computed computeTogether(Workspace workspace, List<RowMemory> rows)
      throws GraphException {
    var results = run(workspace, rows);
    for (int place = 0; place < results.size(); place++) {
      check(results.get(place), outputBindings.get(place), rows.size());
      makeRoom(results.get(place), outputBindings.get(place), rows);
    }
    return () -> {
      for (int place = 0; place < results.size(); place++) {
        scatter(results.get(place), outputBindings.get(place), rows);
      }
    };
  }

  /** Runs the graph on rows whose tensors have equal shapes, and returns the raw results. */
  public List<Block> run(Workspace workspace, List<RowMemory> rows) throws GraphException {
    var blocks = new ArrayList<Block>(inputBindings.size());
    for (int place = 0; place < inputBindings.size(); place++) {
      blocks.add(gather(workspace, place, rows));
    }
    var unknown = Collections.nCopies(outputBindings.size(), new long[0]);
    try {
      return session.run(workspace, blocks, unknown);
    } catch (GraphException e) {
      if (e.isTerminated() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // Clients choose shapes and values here, and nothing but the run shows whether they fit.
      throw GraphException.ofInput("the graph refuses this input: " + e.getMessage(), e);
    }
  }

  private Block gather(Workspace workspace, int place, List<RowMemory> rows) {
    var port = session.inputs().get(place);
    var binding = inputBindings.get(place);
    int batchAxis = binding.layout().batchAxis();
    var shape = withRows(shape(rows.get(0), binding), batchAxis, rows.size());
    var block = workspace.input(place, port.type(), shape);
    int count = batchAxis < 0 ? 1 : rows.size();
    for (int row = 0; row < count; row++) {
      Transfer.gather(rows.get(row), binding.channel(), binding.layout(), block, row, 0, 1);
    }
    return block;
  }

  /** Returns the shape of a row's tensor, without an axis of rows. */
  private static List<Long> shape(RowMemory row, InputBinding.FromChannel binding) {
    return row.shape(binding.channel()).orElse(binding.shape());
  }

  private static long[] withRows(List<Long> shape, int batchAxis, int rows) {
    var sizes = new ArrayList<>(shape);
    if (batchAxis >= 0) {
      sizes.add(batchAxis, (long) rows);
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private void check(Block block, OutputBinding.ToChannel target, int rows) {
    int batchAxis = target.layout().batchAxis();
    boolean fits =
        batchAxis < 0 || (batchAxis < block.shape().length && block.shape()[batchAxis] == rows);
    if (!fits) {
      throw new UnprovenShapeException(
          session.name()
              + ": an output has shape "
              + Arrays.toString(block.shape())
              + ", but "
              + rows
              + " rows, which were expected on axis "
              + batchAxis);
    }
  }

  private static void makeRoom(Block block, OutputBinding.ToChannel target, List<RowMemory> rows) {
    for (var row : rows) {
      Transfer.makeRoom(block, target.layout().volume(block.shape()), row, target.channel());
    }
  }

  private void scatter(Block block, OutputBinding.ToChannel target, List<RowMemory> rows) {
    var shape = ownShape(block.shape(), target.layout());
    for (int row = 0; row < rows.size(); row++) {
      var memory = rows.get(row);
      int place = target.layout().batchAxis() < 0 ? 0 : row;
      Transfer.scatter(block, target.layout(), place, 0, 1, memory, target.channel());
      // The next run takes a state in the shape of its input.
      if (!inputChannels.contains(target.channel())) {
        memory.setShape(target.channel(), Optional.of(shape));
      }
    }
  }

  private static List<Long> ownShape(long[] shape, Layout layout) {
    var sizes = new ArrayList<Long>();
    for (int axis = 0; axis < shape.length; axis++) {
      if (axis != layout.batchAxis()) {
        sizes.add(shape[axis]);
      }
    }
    return sizes;
  }

  public GraphSession session() {
    return session;
  }
}

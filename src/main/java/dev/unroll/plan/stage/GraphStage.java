package dev.unroll.plan.stage;

import dev.unroll.plan.graph.rewrite.EmptyGuards;
import dev.unroll.runtime.Block;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A stage that runs a graph slice by slice: a session, and the channels of its inputs and outputs.
 * It has no state of its own and is thread-safe.
 */
public final class GraphStage implements Stage {
  private final String name;
  private final GraphSession session;
  private final List<Channel> channels;
  private final List<InputBinding> inputBindings;
  private final List<OutputBinding> outputBindings;
  private final RowsPerRun rowsPerRun;
  private final boolean reverse;

  /**
   * @param channels all channels of the plan, by number
   * @param inputBindings one for each of the session's inputs
   * @param outputBindings one for each of the session's outputs
   * @param reverse whether slices go backwards in time
   */
  public GraphStage(
      String name,
      GraphSession session,
      List<Channel> channels,
      List<InputBinding> inputBindings,
      List<OutputBinding> outputBindings,
      RowsPerRun rowsPerRun,
      boolean reverse) {
    this.name = name;
    this.session = session;
    this.channels = List.copyOf(channels);
    this.inputBindings = List.copyOf(inputBindings);
    this.outputBindings = List.copyOf(outputBindings);
    this.rowsPerRun = rowsPerRun;
    this.reverse = reverse;
  }

  /** Returns the same stage with another rule for rows per run. */
  public GraphStage with(RowsPerRun newRows) {
    return new GraphStage(name, session, channels, inputBindings, outputBindings, newRows, reverse);
  }

  /** Returns the same stage on another graph with the same inputs and outputs. */
  public GraphStage over(GraphSession other) {
    return new GraphStage(
        name, other, channels, inputBindings, outputBindings, rowsPerRun, reverse);
  }

  /** Returns the same stage without some of the graph's outputs. */
  public GraphStage hiding(Set<String> outputs) {
    var kept = new ArrayList<OutputBinding>();
    for (int place = 0; place < outputBindings.size(); place++) {
      boolean isHidden = outputs.contains(session.outputs().get(place).name());
      kept.add(isHidden ? new OutputBinding.Dropped() : outputBindings.get(place));
    }
    return new GraphStage(name, session, channels, inputBindings, kept, rowsPerRun, reverse);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int maxRows() {
    return rowsPerRun.most();
  }

  @Override
  public int computedRows(int rows) {
    return rowsPerRun.computed(rows);
  }

  @Override
  public Computed compute(Workspace workspace, List<RowMemory> rows, int steps)
      throws GraphException {
    if (rows.size() > maxRows()) {
      return computeApart(workspace, rows, steps);
    }
    var given = run(workspace, rows, steps);
    var results =
        rowsPerRun.shared() ? given : SqueezedSteps.settled(given, outputBindings, channels, steps);
    // All that may fail: a row that is run again must find its states as they were.
    for (int place = 0; place < outputBindings.size(); place++) {
      if (outputBindings.get(place) instanceof OutputBinding.ToChannel target) {
        check(results.get(place), target, rows.size(), steps);
        makeRoom(results.get(place), target, rows);
      }
    }
    return () -> {
      for (int place = 0; place < outputBindings.size(); place++) {
        if (outputBindings.get(place) instanceof OutputBinding.ToChannel target) {
          scatter(results.get(place), target, rows, steps);
          SqueezedSteps.note(given.get(place), results.get(place), target, rows);
        }
      }
    };
  }

  /** A beam's rows go together, also where none may share a run: each then has its own. */
  private Computed computeApart(Workspace workspace, List<RowMemory> rows, int steps)
      throws GraphException {
    var computed = new ArrayList<Computed>();
    for (var row : rows) {
      // Results stay in their workspace until they are scattered.
      var own = computed.isEmpty() ? workspace : new Workspace();
      computed.add(compute(own, List.of(row), steps));
    }
    return () -> computed.forEach(Computed::scatter);
  }

  /**
   * Gathers the rows and runs the graph, and returns the raw results, whose shapes a probe looks
   * at.
   */
  public List<Block> run(Workspace workspace, List<RowMemory> rows, int steps)
      throws GraphException {
    var blocks = new ArrayList<Block>(inputBindings.size());
    for (int place = 0; place < inputBindings.size(); place++) {
      blocks.add(gather(workspace, place, rows, steps));
    }
    try {
      return session.run(workspace, blocks, outputSizes(computedRows(rows.size()), steps));
    } catch (GraphException e) {
      throw explained(e, rows);
    }
  }

  /**
   * Returns an error about the input where a guard found an empty tensor; else the failure itself.
   */
  private GraphException explained(GraphException failure, List<RowMemory> rows) {
    return EmptyGuards.failed(failure)
        .map(operator ->
            GraphException.ofInput(
                "'%s' of %d steps leaves %s nothing to run over; allowed is input that the graph does not cut down to nothing"
                    .formatted(channels.get(0).name(), rows.get(0).steps(), operator),
                failure))
        .orElse(failure);
  }

  /**
   * Returns what is known about the outputs' shapes; 0 stands for an unknown size. With known
   * shapes, ONNX Runtime writes into the lane's own memory.
   */
  private List<long[]> outputSizes(int rows, int steps) {
    var sizes = new ArrayList<long[]>(outputBindings.size());
    for (int place = 0; place < outputBindings.size(); place++) {
      var known = new long[session.outputs().get(place).rank()];
      if (outputBindings.get(place) instanceof OutputBinding.ToChannel target) {
        tell(known, target.layout().batchAxis(), rows);
        if (!target.ownSteps()) {
          tell(known, target.layout().timeAxis(), steps);
        }
      }
      sizes.add(known);
    }
    return sizes;
  }

  private static void tell(long[] sizes, int axis, int size) {
    // The graph may not declare the rank of an output.
    if (axis >= 0 && axis < sizes.length) {
      sizes[axis] = size;
    }
  }

  private static Block lengths(Block block, Port port, int steps) throws GraphException {
    try {
      Transfer.fill(block, steps);
      return block;
    } catch (ArithmeticException e) {
      throw GraphException.ofInput(
          "the input has %d steps; allowed is at most %d, since the graph takes its length as '%s' of %s"
              .formatted(steps, port.type().most(), port.name(), port.type().label()),
          e);
    }
  }

  private Block gather(Workspace workspace, int place, List<RowMemory> rows, int steps)
      throws GraphException {
    var port = session.inputs().get(place);
    int computedRows = computedRows(rows.size());
    if (!(inputBindings.get(place) instanceof InputBinding.FromChannel feed)) {
      return lengths(workspace.input(place, port.type(), computedRows), port, steps);
    }
    int feedSteps =
        switch (feed.extent()) {
          case NONE -> 1;
          case SLICE -> steps;
          case ALL -> stepsOf(rows.get(0), feed.channel());
        };
    var shape = feed.shape().stream().mapToLong(Long::longValue).toArray();
    if (feed.layout().batchAxis() >= 0) {
      shape[feed.layout().batchAxis()] = computedRows;
    }
    if (feed.layout().timeAxis() >= 0) {
      shape[feed.layout().timeAxis()] = feedSteps;
    }
    var block = workspace.input(place, port.type(), shape);
    for (int row = 0; row < computedRows; row++) {
      // Filler rows are copies of the last row, and their results are dropped.
      var memory = rows.get(Math.min(row, rows.size() - 1));
      int start = feed.extent() == InputBinding.Extent.SLICE ? start(memory, steps) : 0;
      Transfer.gather(memory, feed.channel(), feed.layout(), block, row, start, feedSteps);
    }
    return block;
  }

  private void check(Block block, OutputBinding.ToChannel target, int rows, int steps) {
    var channel = channels.get(target.channel());
    int volume = target.layout().volume(block.shape());
    int batchAxis = target.layout().batchAxis();
    if ((volume != channel.volume() && !channel.isOpen())
        || (batchAxis >= 0 && block.shape()[batchAxis] < rows)
        || (channel.timed() && stepsOf(block, target) != steps && !target.ownSteps())) {
      throw new UnprovenShapeException(
          session.name()
              + ": output '"
              + channel.name()
              + "' has shape "
              + Arrays.toString(block.shape())
              + ", not the one that was proven");
    }
  }

  private void makeRoom(Block block, OutputBinding.ToChannel target, List<RowMemory> rows) {
    var channel = channels.get(target.channel());
    for (var memory : rows) {
      int steps = target.ownSteps() ? stepsOf(block, target) : memory.steps();
      int volume = channel.isOpen() ? target.layout().volume(block.shape()) : channel.volume();
      int size = volume * (channel.timed() ? steps : 1);
      Transfer.makeRoom(block, size, memory, target.channel());
    }
  }

  private static int stepsOf(Block block, OutputBinding.ToChannel target) {
    int axis = target.layout().timeAxis();
    return axis < 0 ? 1 : Math.toIntExact(block.shape()[axis]);
  }

  private void scatter(
      Block block, OutputBinding.ToChannel target, List<RowMemory> rows, int steps) {
    var channel = channels.get(target.channel());
    int yieldSteps = channel.timed() ? target.ownSteps() ? stepsOf(block, target) : steps : 1;
    for (int row = 0; row < rows.size(); row++) {
      var memory = rows.get(row);
      // A row that runs alone fills all positions and reads the result at its own position.
      int place = rowsPerRun.shared() ? row : memory.place() % computedRows(1);
      int start = channel.timed() && !target.ownSteps() ? start(memory, steps) : 0;
      Transfer.scatter(block, target.layout(), place, start, yieldSteps, memory, target.channel());
    }
  }

  /** Returns the first of the row's steps that the slice covers, in the order of time. */
  private int start(RowMemory memory, int steps) {
    return reverse ? memory.remaining() - steps : memory.done();
  }

  private int stepsOf(RowMemory memory, int channel) {
    var facts = channels.get(channel);
    var floats = facts.type().isInteger() ? null : memory.floats(channel);
    var longs = facts.type().isInteger() ? memory.longs(channel) : null;
    int length = floats != null ? floats.length : longs != null ? longs.length : 0;
    return length / facts.volume();
  }

  public RowsPerRun rowsPerRun() {
    return rowsPerRun;
  }

  public boolean isReverse() {
    return reverse;
  }

  public GraphSession session() {
    return session;
  }

  public List<InputBinding> inputBindings() {
    return inputBindings;
  }

  public List<OutputBinding> outputBindings() {
    return outputBindings;
  }
}

package dev.unroll.plan;

import dev.unroll.core.LoadException;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out by trying how a graph takes rows and steps, and proves it.
 *
 * <p>An exporter's names for axes mean little, and a wrong guess does not fail: a batch-first graph
 * takes time-major input happily and gives wrong answers. So each way that the input could be laid
 * out is a hypothesis. It is tried on single rows of several lengths, then on several rows at once,
 * and stands only if each row in the batch gives what it gives alone. The first that stands is
 * taken; batch-first is tried first.
 */
final class StageProbe {
  private static final int LARGEST_TRIAL = 8;

  private final String stageName;
  private final GraphSession session;
  private final OnnxGraph graph;
  private final Map<String, String> states;
  private final Port input;
  private final Workspace workspace = new Workspace();

  StageProbe(
      String stageName, GraphSession session, OnnxGraph graph, Map<String, String> namedStates)
      throws LoadException {
    this.stageName = stageName;
    SizeLimit.check(session, LARGEST_TRIAL);
    this.session = session;
    this.graph = graph;
    this.states = StateInputs.pairs(session, graph, namedStates);
    var data =
        session.inputs().stream()
            .filter(port -> !states.containsKey(port.name()) && !isLengths(port))
            .toList();
    if (data.size() != 1) {
      throw new LoadException(
          session.name()
              + " must have one input besides hidden states and sequence lengths, and has "
              + data);
    }
    this.input = data.get(0);
  }

  /**
   * @throws LoadException naming the graph and why each hypothesis fell
   */
  StageFindings find() throws LoadException {
    var problems = new ArrayList<String>();
    for (var hypothesis : hypotheses()) {
      try {
        return attempt(hypothesis);
      } catch (LoadException e) {
        problems.add(describe(hypothesis) + ": " + e.reason());
      }
    }
    throw new LoadException(
        session.name() + ": input " + input + " is not understood: " + String.join("; ", problems));
  }

  /**
   * The way after the one that was found, if it stands as well: then the answers alone do not tell
   * which is right.
   */
  Optional<StageFindings> other(StageFindings found) {
    var hypotheses = hypotheses();
    int place = hypotheses.indexOf(new Layout(found.input().batchAxis(), found.input().timeAxis()));
    for (var hypothesis : hypotheses.subList(place + 1, hypotheses.size())) {
      try {
        return Optional.of(attempt(hypothesis));
      } catch (LoadException e) {
        // It fell, as a wrong one should: the next.
      }
    }
    return Optional.empty();
  }

  /** The ways that an input of this type and rank could keep rows and steps, likeliest first. */
  private List<Layout> hypotheses() {
    int rank = input.rank();
    if (input.type().isInteger()) {
      return switch (rank) {
        case 1 -> List.of(new Layout(-1, 0), new Layout(0, -1));
        case 2 -> List.of(new Layout(0, 1), new Layout(1, 0));
        default -> List.of();
      };
    }
    return switch (rank) {
      case 0, 1 -> List.of();
      case 2 -> List.of(new Layout(0, -1), new Layout(-1, 0));
      case 3 -> List.of(new Layout(0, 1), new Layout(1, 0));
      default -> List.of(new Layout(0, -1));
    };
  }

  private static String describe(Layout layout) {
    var rows = layout.batchAxis() < 0 ? "one row" : "rows on axis " + layout.batchAxis();
    return layout.timeAxis() < 0 ? rows : rows + ", steps on axis " + layout.timeAxis();
  }

  private StageFindings attempt(Layout layout) throws LoadException {
    var rowsPerRun = RowsPerRun.baked(layout.batchAxis() < 0 ? 1 : fixedSize(layout.batchAxis()));
    int fixedSteps = layout.timeAxis() < 0 ? 0 : fixedSize(layout.timeAxis());
    int width = layout.volume(itemSizes(layout));
    var channels = new ArrayList<Channel>();
    channels.add(new Channel(input.name(), input.type(), width, layout.timeAxis() >= 0));
    var feeds = feeds(layout, channels);

    var dropped = Collections.<Yield>nCopies(session.outputs().size(), new Yield.Dropped());
    var bare = new GraphStage(stageName, session, channels, feeds, dropped, rowsPerRun, false);
    var draw =
        new Draw(input.type().isInteger(), graph.vocabularySize(input.name()).orElse(0), width);
    var lengths =
        layout.timeAxis() < 0
            ? List.of(1)
            : fixedSteps > 0 ? List.of(fixedSteps) : Effort.of(graph).lengths();
    var trials = trials(bare, channels.size(), draw, lengths);

    var yields = new ArrayList<Yield>();
    var outputChannels = new ArrayList<Integer>();
    var outputs = new ArrayList<TensorFacts>();
    var next = new HashMap<String, TensorFacts>();
    for (int place = 0; place < session.outputs().size(); place++) {
      var port = session.outputs().get(place);
      var verdict = Trial.layoutOf(place, port.name(), trials, layout);
      if (!verdict.holds()) {
        throw new LoadException(verdict.problem());
      }
      var shape = trials.get(0).shapes().get(place);
      var found = verdict.layout();
      var state = stateFollowedBy(port, channels);
      yields.add(new Yield.ToChannel(state.orElse(channels.size()), found));
      var facts = TensorFacts.of(port, found, shape, graph.lastOperator(port.name()).orElse(""));
      if (state.isEmpty()) {
        outputChannels.add(channels.size());
        channels.add(
            new Channel(port.name(), port.type(), found.volume(shape), found.timeAxis() >= 0));
        outputs.add(facts);
      } else {
        next.put(channels.get(state.get()).name(), facts);
      }
    }
    if (outputs.isEmpty()) {
      throw new LoadException("it has no outputs besides hidden states");
    }
    var stage = new GraphStage(stageName, session, channels, feeds, yields, rowsPerRun, false);
    int minSteps = trials.stream().mapToInt(Trial::steps).min().orElse(1);
    var findings =
        new StageFindings(
            stage,
            List.copyOf(channels),
            0,
            List.copyOf(outputChannels),
            TensorFacts.of(input, layout, itemSizes(layout), ""),
            List.copyOf(outputs),
            graph.vocabularySize(input.name()).orElse(0),
            minSteps,
            fixedSteps,
            exposed(next),
            session.inputs().stream()
                .filter(this::isLengths)
                .map(Port::name)
                .findFirst()
                .orElse(""),
            Proof.NOTHING_COMPARED);
    int[] tried = trials.stream().mapToInt(Trial::steps).distinct().toArray();
    return findings.with(new RowsProof(findings, draw, workspace).prove(tried));
  }

  /** The channel of the state that this output is the next value of. */
  private Optional<Integer> stateFollowedBy(Port output, List<Channel> channels) {
    return states.entrySet().stream()
        .filter(pair -> pair.getValue().equals(output.name()))
        .flatMap(pair ->
            channels.stream()
                .filter(channel -> channel.name().equals(pair.getKey()))
                .map(channels::indexOf))
        .findFirst();
  }

  /**
   * The states that the graph takes, each with the output that follows it.
   *
   * @param next the outputs by the state's input
   */
  private List<GraphState> exposed(Map<String, TensorFacts> next) throws LoadException {
    var exposed = new ArrayList<GraphState>();
    for (var port : session.inputs()) {
      var output = next.get(port.name());
      if (output != null) {
        var shape = StateInputs.template(port).stream().mapToLong(Long::longValue).toArray();
        var facts = TensorFacts.of(port, StateInputs.layout(session, port), shape, "");
        if (facts.volume() == output.volume()) {
          exposed.add(new GraphState(facts, output));
        }
      }
    }
    return exposed;
  }

  private List<Feed> feeds(Layout layout, List<Channel> channels) throws LoadException {
    var feeds = new ArrayList<Feed>();
    for (var port : session.inputs()) {
      if (port.equals(input)) {
        var extent = layout.timeAxis() < 0 ? Feed.Extent.NONE : Feed.Extent.SLICE;
        feeds.add(new Feed.FromChannel(0, layout, StateInputs.template(port), extent));
      } else if (isLengths(port)) {
        feeds.add(new Feed.Lengths());
      } else {
        var rows = StateInputs.layout(session, port);
        var template = StateInputs.template(port);
        int volume = rows.volume(template.stream().mapToLong(Long::longValue).toArray());
        feeds.add(new Feed.FromChannel(channels.size(), rows, template, Feed.Extent.NONE));
        channels.add(new Channel(port.name(), port.type(), volume, false));
      }
    }
    return feeds;
  }

  private List<Trial> trials(GraphStage bare, int channels, Draw draw, List<Integer> lengths)
      throws LoadException {
    var trials = new ArrayList<Trial>();
    var failure = "";
    for (int steps : lengths) {
      try {
        trials.add(trial(bare, channels, draw, 1, steps));
      } catch (GraphException e) {
        failure = String.valueOf(e.getMessage());
      }
    }
    if (trials.isEmpty()) {
      throw new LoadException("it fails on a single row: " + failure);
    }
    int steps = trials.get(trials.size() - 1).steps();
    for (int rows : RowsProof.ROWS) {
      if (rows <= bare.maxRows()) {
        try {
          trials.add(trial(bare, channels, draw, rows, steps));
        } catch (GraphException e) {
          throw new LoadException("it fails on " + rows + " rows: " + e.getMessage(), e);
        }
      }
    }
    return trials;
  }

  private Trial trial(GraphStage bare, int channels, Draw draw, int rows, int steps)
      throws GraphException {
    var memories = new ArrayList<RowMemory>();
    for (int row = 0; row < rows; row++) {
      var memory = new RowMemory(channels);
      memory.put(0, draw.sequence(steps));
      memories.add(memory);
    }
    var shapes = bare.run(workspace, memories, steps).stream().map(block -> block.shape()).toList();
    return new Trial(bare.computedRows(rows), steps, shapes);
  }

  private boolean isLengths(Port port) {
    return port.type().isInteger() && port.rank() == 1 && graph.isSequenceLengths(port.name());
  }

  private int fixedSize(int axis) {
    var dimension = input.dimensions().get(axis);
    return dimension.isFree() ? 0 : Math.toIntExact(dimension.size());
  }

  /** The input's sizes with 1 on the axes of rows and steps. */
  private long[] itemSizes(Layout layout) throws LoadException {
    var sizes = new long[input.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      boolean item = axis != layout.batchAxis() && axis != layout.timeAxis();
      sizes[axis] = item ? input.dimensions().get(axis).size() : 1;
      if (sizes[axis] < 1) {
        throw new LoadException("the size of axis " + axis + " is not fixed by the graph");
      }
    }
    return sizes;
  }
}

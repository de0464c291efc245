package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.GraphWitness;
import dev.unroll.plan.ProbedDecoder;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.prove.DecoderProof;
import dev.unroll.plan.prove.EncodedRows;
import dev.unroll.plan.prove.RowsProof;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.InputBinding;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.RowsPerRun;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which of a decoder's inputs is the token, which are states and which are outputs of the
 * encoder, and proves that rows that are decoded together get the same answers as alone.
 *
 * <p>An input with the name of an encoder output begins with that output. If a decoder output is
 * its next value (by the graph's edges, or as the only output of its shape), it is a state.
 * Otherwise the decoder reads it unchanged at every step.
 */
final class DecoderProbe {
  /** The name that decides where several outputs could be the logits. */
  private static final String LOGITS = "logits";

  private final GraphSession session;
  private final OnnxGraph graph;
  private final ProbedStage encoder;
  private final Map<String, String> states;
  private final Workspace workspace = new Workspace();
  private final EncodedRows rows;
  private final List<Channel> channels;
  private final List<InputBinding> inputBindings = new ArrayList<>();
  private final boolean shares;
  private int tokenChannel = -1;
  private boolean remembersSteps;

  /**
   * @param shares whether rows are to share runs; the probe fails where they may not
   */
  DecoderProbe(
      GraphSession session,
      OnnxGraph graph,
      ProbedStage encoder,
      Map<String, String> namedStates,
      boolean shares)
      throws LoadException {
    this.shares = shares;
    SizeLimit.check(session, RowsProof.ROWS.get(RowsProof.ROWS.size() - 1));
    this.session = session;
    this.graph = graph;
    this.encoder = encoder;
    this.rows = new EncodedRows(encoder, workspace);
    this.channels = new ArrayList<>(encoder.channels());
    this.states = new LinkedHashMap<>(StateInputs.pairs(session, graph, namedStates));
    StateShapes.pair(session, states, this::isSteps);
  }

  /**
   * @throws LoadException naming the input or output whose role is unknown
   */
  ProbedDecoder find() throws LoadException {
    for (var port : session.inputs()) {
      inputBindings.add(feed(port));
    }
    if (tokenChannel < 0) {
      throw new LoadException(
          session.name()
              + " has no input for the token: an integer input that is not an encoder output; it has "
              + session.inputs());
    }
    var dropped =
        Collections.<OutputBinding>nCopies(session.outputs().size(), new OutputBinding.Dropped());
    var rowsPerRun = shares ? RowsPerRun.ANY : RowsPerRun.ANY.alone();
    checkRows();
    var bare =
        new GraphStage("decode", session, channels, inputBindings, dropped, rowsPerRun, false);
    var trials = trials(bare);
    int logitsPlace = logitsPlace(trials);

    var outputBindings = new ArrayList<OutputBinding>();
    int logitsChannel = channels.size();
    for (int place = 0; place < session.outputs().size(); place++) {
      int state = stateFollowedBy(session.outputs().get(place));
      outputBindings.add(
          place == logitsPlace
              ? new OutputBinding.ToChannel(logitsChannel, layout(place, trials))
              : state >= 0
                  ? new OutputBinding.ToChannel(state, layout(place, trials))
                  : new OutputBinding.Dropped());
    }
    var port = session.outputs().get(logitsPlace);
    var logits =
        TensorFacts.of(
            port,
            layout(logitsPlace, trials),
            trials.get(0).shapes().get(logitsPlace),
            graph.lastOperator(port.name()).orElse(""));
    channels.add(new Channel(port.name(), port.type(), logits.volume(), false));
    var findings =
        new ProbedDecoder(
            new GraphStage(
                "decode", session, channels, inputBindings, outputBindings, rowsPerRun, false),
            List.copyOf(channels),
            tokenChannel,
            logitsChannel,
            logits,
            remembersSteps,
            Proof.NOTHING_COMPARED);
    return shares ? new DecoderProof(graph, rows, workspace).prove(findings) : findings;
  }

  private void checkRows() throws LoadException {
    var witness = GraphWitness.of(graph.model(), session, inputBindings, states.keySet(), false);
    if (shares && !witness.rowsObstacle().isEmpty()) {
      throw new LoadException(witness.rowsObstacle());
    }
  }

  /**
   * Returns the only output that is no state and whose size does not depend on the input's length,
   * as that of attention weights does. Of several it is the one named {@link #LOGITS}.
   */
  private int logitsPlace(List<Trial> trials) throws LoadException {
    var candidates = new ArrayList<Integer>();
    for (int place = 0; place < session.outputs().size(); place++) {
      var port = session.outputs().get(place);
      if (stateFollowedBy(port) < 0 && !port.type().isInteger() && !growsWithInput(place, trials)) {
        candidates.add(place);
      }
    }
    var named =
        candidates.stream()
            .filter(place -> session.outputs().get(place).name().equals(LOGITS))
            .toList();
    // An output that could be a state must not be dropped.
    boolean onlyExtras =
        candidates.stream()
            .filter(place -> !named.contains(place))
            .noneMatch(place -> couldBeState(session.outputs().get(place)));
    var found = candidates.size() > 1 && onlyExtras ? named : candidates;
    if (found.size() != 1) {
      throw new LoadException(
          session.name()
              + " must have one output besides its states, or one that is named "
              + LOGITS
              + "; its other outputs are "
              + candidates.stream().map(place -> session.outputs().get(place).name()).toList()
              + "; `states` in model.yaml can name the states");
    }
    return found.get(0);
  }

  private boolean couldBeState(Port output) {
    return session.inputs().stream()
        .filter(input -> !states.containsKey(input.name()) && !isSteps(input))
        .anyMatch(input -> StateShapes.isAlike(input, output));
  }

  /** Returns whether the size of an output depends on the input's length. */
  private static boolean growsWithInput(int place, List<Trial> trials) {
    return trials.stream()
            .filter(trial -> trial.rows() == 1)
            .map(trial -> Arrays.toString(trial.shapes().get(place)))
            .distinct()
            .count()
        > 1;
  }

  private Layout layout(int place, List<Trial> trials) throws LoadException {
    var name = session.outputs().get(place).name();
    var verdict =
        Trial.layoutOf(place, name, trials, new Layout(0, -1), new Layout(-1, -1), shares);
    if (!verdict.holds()) {
      throw new LoadException(session.name() + ": " + verdict.problem());
    }
    return verdict.layout();
  }

  private InputBinding feed(Port port) throws LoadException {
    int fromEncoder = encoderChannel(port);
    if (fromEncoder >= 0) {
      var facts = encoder.outputs().get(encoder.outputChannels().indexOf(fromEncoder));
      if (facts.shape().size() != port.rank()) {
        throw new LoadException(
            session.name()
                + ": input "
                + port
                + " has another rank than the encoder's "
                + facts.shape());
      }
      remembersSteps |= facts.timed();
      var layout = new Layout(facts.batchAxis(), facts.timeAxis());
      var extent = facts.timed() ? InputBinding.Extent.ALL : InputBinding.Extent.NONE;
      var shape = facts.shape().stream().map(size -> Math.max(1, size)).toList();
      return new InputBinding.FromChannel(fromEncoder, layout, shape, extent);
    }
    boolean token = tokenChannel < 0 && port.type().isInteger();
    if (!token && !states.containsKey(port.name())) {
      throw new LoadException(
          session.name()
              + ": input "
              + port
              + " is neither the token, nor a state, nor an output of the encoder, which has "
              + encoder.outputs().stream().map(TensorFacts::name).toList());
    }
    var layout = token ? new Layout(0, -1) : StateInputs.layout(session, port);
    var shape = StateInputs.template(port);
    int channel = channels.size();
    if (token) {
      tokenChannel = channel;
    }
    channels.add(new Channel(port.name(), port.type(), layout.volume(shape), false));
    return new InputBinding.FromChannel(channel, layout, shape, InputBinding.Extent.NONE);
  }

  /** Returns the encoder's channel with that name, or its only output for the only input; or -1. */
  private int encoderChannel(Port port) {
    for (int channel : encoder.outputChannels()) {
      if (encoder.channels().get(channel).name().equals(port.name())) {
        return channel;
      }
    }
    boolean onlyOne =
        encoder.outputs().size() == 1
            && session.inputs().stream().filter(input -> !input.type().isInteger()).count() == 1
            && !port.type().isInteger();
    return onlyOne ? encoder.outputChannels().get(0) : -1;
  }

  private int stateFollowedBy(Port output) {
    for (var pair : states.entrySet()) {
      if (pair.getValue().equals(output.name())) {
        int place = session.inputs().stream().map(Port::name).toList().indexOf(pair.getKey());
        if (place >= 0 && inputBindings.get(place) instanceof InputBinding.FromChannel feed) {
          return feed.channel();
        }
      }
    }
    return -1;
  }

  /**
   * Returns whether the input is an encoder output with an axis of steps, which cannot be a state.
   */
  private boolean isSteps(Port input) {
    int channel = encoderChannel(input);
    return channel >= 0 && encoder.channels().get(channel).timed();
  }

  private List<Trial> trials(GraphStage bare) throws LoadException {
    var trials = new ArrayList<Trial>();
    var lengths = rows.lengths(remembersSteps);
    int steps = lengths.get(0);
    try {
      for (int count = 1; count <= (shares ? 3 : 1); count++) {
        trials.add(trial(bare, count, steps));
      }
      for (int other : lengths.subList(1, lengths.size())) {
        steps = other;
        trials.add(trial(bare, 1, other));
      }
    } catch (GraphException e) {
      throw new LoadException(
          session.name()
              + " fails on the encoder's outputs for "
              + steps
              + " steps of input: "
              + e.getMessage(),
          e);
    }
    return trials;
  }

  private Trial trial(GraphStage bare, int count, int steps) throws GraphException {
    var memories = rows.draw(count, steps, channels.size());
    for (var memory : memories) {
      memory.put(tokenChannel, new long[1]);
    }
    var shapes = bare.run(workspace, memories, 1).stream().map(block -> block.shape()).toList();
    return new Trial(count, 1, shapes);
  }
}

package dev.unroll.plan;

import dev.unroll.core.LoadException;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out which of a decoder's inputs is the token, which are states and which are the encoder's
 * gift, and proves that rows decoded together give what they give alone.
 *
 * <p>An input that has the name of one of the encoder's outputs begins as that. If an output of the
 * decoder follows it (by the graph's edges, or as the only output of its shape), it is a state,
 * else it is memory that the decoder looks at in every step.
 */
final class DecoderProbe {
  private static final List<Integer> ROWS = List.of(2, 3, 8);
  private static final int PROOF_STEPS = 3;

  private final GraphSession session;
  private final OnnxGraph graph;
  private final StageFindings encoder;
  private final Map<String, String> states;
  private final Workspace workspace = new Workspace();
  private final List<Channel> channels;
  private final List<Feed> feeds = new ArrayList<>();
  private int tokenChannel = -1;
  private boolean remembersSteps;

  DecoderProbe(
      GraphSession session, OnnxGraph graph, StageFindings encoder, Map<String, String> namedStates)
      throws LoadException {
    SizeLimit.check(session, ROWS.get(ROWS.size() - 1));
    this.session = session;
    this.graph = graph;
    this.encoder = encoder;
    this.channels = new ArrayList<>(encoder.channels());
    this.states = new LinkedHashMap<>(StateInputs.pairs(session, graph, namedStates));
    pairByShape();
  }

  /**
   * @throws LoadException naming the input or output that is not understood
   */
  DecoderFindings find() throws LoadException {
    for (var port : session.inputs()) {
      feeds.add(feed(port));
    }
    if (tokenChannel < 0) {
      throw new LoadException(
          session.name()
              + " has no input for the token: an integer input that is no output of the encoder; it has "
              + session.inputs());
    }
    var dropped = Collections.<Yield>nCopies(session.outputs().size(), new Yield.Dropped());
    var trials = trials(new GraphStage("decode", session, channels, feeds, dropped, 0, false));

    var yields = new ArrayList<Yield>();
    var logits = new ArrayList<TensorFacts>();
    int logitsChannel = channels.size();
    for (int place = 0; place < session.outputs().size(); place++) {
      var port = session.outputs().get(place);
      var verdict = Trial.layoutOf(place, port.name(), trials, new Layout(0, -1));
      if (!verdict.holds()) {
        throw new LoadException(session.name() + ": " + verdict.problem());
      }
      int state = stateFollowedBy(port);
      yields.add(new Yield.ToChannel(state >= 0 ? state : logitsChannel, verdict.layout()));
      if (state < 0) {
        var shape = trials.get(0).shapes().get(place);
        logits.add(
            TensorFacts.of(
                port, verdict.layout(), shape, graph.lastOperator(port.name()).orElse("")));
      }
    }
    if (logits.size() != 1 || logits.get(0).integer()) {
      throw new LoadException(
          session.name()
              + " must have one output besides its states, the logits, and has "
              + logits.stream().map(TensorFacts::name).toList()
              + "; the manifest's `states` can name the states");
    }
    var port = session.outputs().stream().filter(this::isLogits).findFirst().orElseThrow();
    channels.add(new Channel(port.name(), port.type(), logits.get(0).volume(), false));
    var stage = new GraphStage("decode", session, channels, feeds, yields, 0, false);
    var findings =
        new DecoderFindings(
            stage,
            List.copyOf(channels),
            tokenChannel,
            logitsChannel,
            logits.get(0),
            remembersSteps,
            Proof.NOTHING_COMPARED);
    return prove(findings);
  }

  private boolean isLogits(Port output) {
    return stateFollowedBy(output) < 0;
  }

  private Feed feed(Port port) throws LoadException {
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
      var extent = facts.timed() ? Feed.Extent.ALL : Feed.Extent.NONE;
      var shape = facts.shape().stream().map(size -> Math.max(1, size)).toList();
      return new Feed.FromChannel(fromEncoder, layout, shape, extent);
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
    int channel = channels.size();
    var layout = token ? new Layout(0, -1) : StateInputs.layout(session, port);
    var shape = StateInputs.template(port);
    int volume = layout.volume(shape.stream().mapToLong(Long::longValue).toArray());
    if (token) {
      tokenChannel = channel;
    }
    channels.add(new Channel(port.name(), port.type(), volume, false));
    return new Feed.FromChannel(channel, layout, shape, Feed.Extent.NONE);
  }

  /**
   * The channel of the encoder's output of that name; or of its only output, for the only
   * candidate.
   */
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
        if (place >= 0 && feeds.get(place) instanceof Feed.FromChannel feed) {
          return feed.channel();
        }
      }
    }
    return -1;
  }

  /**
   * A decoder without a recurrent node (an unrolled cell) shows no edge to follow; its shapes may.
   */
  private void pairByShape() {
    for (var input : session.inputs()) {
      if (states.containsKey(input.name()) || input.type().isInteger()) {
        continue;
      }
      var taken = new HashSet<>(states.values());
      var alike =
          session.outputs().stream()
              .filter(output -> !taken.contains(output.name()))
              .filter(output -> StateInputs.template(output).equals(StateInputs.template(input)))
              .toList();
      if (alike.size() == 1) {
        states.put(input.name(), alike.get(0).name());
      }
    }
  }

  private List<Trial> trials(GraphStage bare) throws LoadException {
    var trials = new ArrayList<Trial>();
    var draw = inputDraw();
    var tokens = tokenDraw();
    try {
      for (int rows = 1; rows <= 3; rows++) {
        var memories = new ArrayList<RowMemory>();
        for (int row = 0; row < rows; row++) {
          memories.add(encoded(draw));
          memories.get(row).put(tokenChannel, tokens.ids(1));
        }
        var shapes = bare.run(workspace, memories, 1).stream().map(block -> block.shape()).toList();
        trials.add(new Trial(rows, 1, shapes));
      }
    } catch (GraphException e) {
      throw new LoadException("it fails on the encoder's output: " + e.getMessage(), e);
    }
    return trials;
  }

  private Draw inputDraw() {
    var input = encoder.input();
    return new Draw(input.integer(), encoder.vocabularySize(), input.volume());
  }

  private Draw tokenDraw() {
    var token = channels.get(tokenChannel).name();
    return new Draw(true, graph.vocabularySize(token).orElse(0), 1);
  }

  /** A row that the encoder has run over. */
  private RowMemory encoded(Draw draw) throws GraphException {
    var memory = new RowMemory(channels.size() + 1);
    int steps = encoder.fixedSteps() > 0 ? encoder.fixedSteps() : encoder.minSteps() + 2;
    if (!encoder.input().timed()) {
      steps = 1;
    }
    memory.put(encoder.inputChannel(), draw.sequence(steps));
    encoder.stage().advance(workspace, List.of(memory), steps);
    return memory;
  }

  private DecoderFindings prove(DecoderFindings findings) throws LoadException {
    var proof = Proof.NOTHING_COMPARED;
    try {
      for (int rows : ROWS) {
        proof = proof.and(together(findings, rows));
      }
    } catch (GraphException e) {
      throw new LoadException(session.name() + " fails on several rows: " + e.getMessage(), e);
    }
    if (!proof.holds()) {
      throw new LoadException(
          session.name() + ": rows decoded together get other logits than alone");
    }
    return new DecoderFindings(
        findings.stage(),
        findings.channels(),
        findings.tokenChannel(),
        findings.logitsChannel(),
        findings.logits(),
        findings.remembersSteps(),
        proof);
  }

  private Proof together(DecoderFindings findings, int rows) throws GraphException {
    var proof = Proof.NOTHING_COMPARED;
    var alone = new ArrayList<RowMemory>();
    var together = new ArrayList<RowMemory>();
    var first = inputDraw();
    var again = inputDraw();
    for (int row = 0; row < rows; row++) {
      alone.add(encoded(first));
      together.add(encoded(again));
    }
    var tokens = tokenDraw();
    for (int step = 0; step < PROOF_STEPS; step++) {
      for (int row = 0; row < rows; row++) {
        var token = tokens.ids(1);
        alone.get(row).put(tokenChannel, token);
        together.get(row).put(tokenChannel, token.clone());
        findings.stage().advance(workspace, List.of(alone.get(row)), 1);
      }
      findings.stage().advance(workspace, together, 1);
      for (int row = 0; row < rows; row++) {
        proof =
            proof.and(
                Proof.compare(alone.get(row), together.get(row), findings.logitsChannel(), false));
      }
    }
    return proof;
  }
}

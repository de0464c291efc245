package dev.unroll.repository.triton;

import dev.unroll.core.LoadException;
import dev.unroll.triton.ModelConfig;
import dev.unroll.triton.ModelSequenceBatching;
import dev.unroll.triton.ModelSequenceBatching.Control;
import dev.unroll.triton.ModelSequenceBatching.InitialState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how a configuration wants sequences to be kept: states, and inputs that control them. */
final class TritonSequenceReader {
  private static final String BATCHING = "sequence_batching";

  private final Path folder;
  private final boolean given;
  private final ModelSequenceBatching sequences;
  private final ConfigSource source;

  TritonSequenceReader(Path folder, ModelConfig config, ConfigSource source) throws LoadException {
    this.folder = folder;
    this.given = config.hasSequenceBatching();
    this.sequences = config.getSequenceBatching();
    this.source = source;
    if (sequences.getIterativeSequence()) {
      throw source.wrong(
          BATCHING + ".iterative_sequence", "is refused: a request is answered in one go");
    }
  }

  /** What clients can tell of it. */
  Optional<TritonConfig.SequenceBatching> batching() throws LoadException {
    if (!given) {
      return Optional.empty();
    }
    long micros = sequences.getMaxSequenceIdleMicroseconds();
    var controls = new ArrayList<TritonConfig.Control>();
    for (int place = 0; place < sequences.getControlInputCount(); place++) {
      var input = sequences.getControlInput(place);
      var kind = control(place).getKind().name();
      controls.add(new TritonConfig.Control(input.getName(), kind));
    }
    return Optional.of(
        new TritonConfig.SequenceBatching(
            // Unsigned: what does not fit is longer than anybody waits.
            micros == 0
                ? Optional.empty()
                : Optional.of(Duration.of(micros < 0 ? Long.MAX_VALUE : micros, ChronoUnit.MICROS)),
            states(),
            controls));
  }

  List<TritonConfig.State> states() throws LoadException {
    var states = new ArrayList<TritonConfig.State>();
    for (int place = 0; place < sequences.getStateCount(); place++) {
      var path = statePath(place);
      var state = sequences.getState(place);
      if (state.getInputName().isEmpty() || state.getOutputName().isEmpty()) {
        throw source.wrong(path, "names an input_name and the output_name that follows it");
      }
      for (var before : states) {
        if (before.output().equals(state.getOutputName())
            || before.input().equals(state.getInputName())) {
          throw source.wrong(path, "names what an earlier state has named");
        }
      }
      states.add(
          new TritonConfig.State(
              state.getInputName(),
              state.getOutputName(),
              TritonReader.datatype(source, path, state.getDataType()),
              state.getDimsList()));
    }
    return states;
  }

  private static String statePath(int place) {
    return BATCHING + ".state[" + place + "]";
  }

  /** What states begin with where that is not zeros, by the state's input. */
  Map<String, float[]> firstStates() throws LoadException {
    var first = new LinkedHashMap<String, float[]>();
    for (int place = 0; place < sequences.getStateCount(); place++) {
      var state = sequences.getState(place);
      var path = statePath(place) + ".initial_state";
      if (state.getInitialStateCount() > 1) {
        throw source.wrong(path + "[1]", "a state begins in one way only");
      }
      if (state.getInitialStateCount() == 1 && state.getInitialState(0).hasDataFile()) {
        var initial = state.getInitialState(0);
        if (initial.getDataType() != state.getDataType()) {
          throw source.wrong(
              path + "[0].data_type",
              "is " + initial.getDataType() + ", but the state's is " + state.getDataType());
        }
        first.put(state.getInputName(), values(path + "[0]", initial));
      }
    }
    return first;
  }

  private float[] values(String path, InitialState initial) throws LoadException {
    long count = 1;
    for (long size : initial.getDimsList()) {
      if (size < 1 || size > Integer.MAX_VALUE || count > Integer.MAX_VALUE) {
        throw source.wrong(path + ".dims", initial.getDimsList() + " are not all fixed sizes");
      }
      count *= size;
    }
    var key = path + ".data_file";
    var file =
        new ModelFolder(folder.resolve(TritonFile.STATES_FOLDER), source)
            .file(key, initial.getDataFile());
    return new RawValues(source, key, initial.getDataType()).read(file, count);
  }

  /** What the controls are filled with. */
  List<TritonFile.Control> controls() throws LoadException {
    var controls = new ArrayList<TritonFile.Control>();
    for (int place = 0; place < sequences.getControlInputCount(); place++) {
      var name = sequences.getControlInput(place).getName();
      var control = control(place);
      switch (control.getKind()) {
        // Each row is begun and ended by the server, which keeps its states apart.
        case CONTROL_SEQUENCE_START ->
            controls.add(new TritonFile.Control(name, value(place, false), value(place, true)));
        case CONTROL_SEQUENCE_READY ->
            controls.add(new TritonFile.Control(name, value(place, true), value(place, true)));
        case CONTROL_SEQUENCE_END ->
            controls.add(new TritonFile.Control(name, value(place, false), value(place, false)));
        case CONTROL_SEQUENCE_CORRID -> controls.add(new TritonFile.Control(name, 0, 0));
        case UNRECOGNIZED -> throw source.wrong(controlPath(place), "is of no known kind");
      }
    }
    return controls;
  }

  private static String controlPath(int place) {
    return BATCHING + ".control_input[" + place + "]";
  }

  private Control control(int place) throws LoadException {
    var input = sequences.getControlInput(place);
    if (input.getName().isEmpty() || input.getControlCount() != 1) {
      throw source.wrong(controlPath(place), "has one name and one control");
    }
    return input.getControl(0);
  }

  private double value(int place, boolean isTrue) throws LoadException {
    var control = control(place);
    var given = new ArrayList<List<? extends Number>>();
    given.add(control.getInt32FalseTrueList());
    given.add(control.getFp32FalseTrueList());
    given.add(control.getBoolFalseTrueList().stream().map(value -> value ? 1 : 0).toList());
    given.removeIf(List::isEmpty);
    if (given.size() != 1 || given.get(0).size() != 2) {
      throw source.wrong(
          controlPath(place) + ".control[0]",
          "has one of int32_false_true, fp32_false_true and bool_false_true, of two values");
    }
    return given.get(0).get(isTrue ? 1 : 0).doubleValue();
  }
}

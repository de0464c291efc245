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

/** Reads the {@code sequence_batching} of a configuration: states, and control inputs. */
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
          BATCHING + ".iterative_sequence",
          "is refused: a request is always answered by one" + " response");
    }
  }

  /** Returns the part that clients can see. */
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
            // The field is unsigned: a value that does not fit a long is longer than any wait.
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
        throw source.wrong(
            path, "must have an input_name and the output_name that holds its next value");
      }
      for (var before : states) {
        if (before.output().equals(state.getOutputName())
            || before.input().equals(state.getInputName())) {
          throw source.wrong(
              path,
              "uses a name that an earlier state has; each state has its own"
                  + " input and output");
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

  /**
   * Returns the initial values of states that do not start with zeros, by the name of the state's
   * input.
   */
  Map<String, float[]> firstStates() throws LoadException {
    var first = new LinkedHashMap<String, float[]>();
    for (int place = 0; place < sequences.getStateCount(); place++) {
      var state = sequences.getState(place);
      var path = statePath(place) + ".initial_state";
      if (state.getInitialStateCount() > 1) {
        throw source.wrong(path + "[1]", "must be removed: a state has only one initial_state");
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
        throw source.wrong(
            path + ".dims", "are " + initial.getDimsList() + "; all sizes must be" + " at least 1");
      }
      count *= size;
    }
    var key = path + ".data_file";
    var file =
        new ModelFolder(folder.resolve(TritonFile.STATES_FOLDER), source)
            .file(key, initial.getDataFile());
    return new RawValues(source, key, initial.getDataType()).read(file, count);
  }

  /** Returns the values of the control inputs. */
  List<TritonFile.Control> controls() throws LoadException {
    var controls = new ArrayList<TritonFile.Control>();
    for (int place = 0; place < sequences.getControlInputCount(); place++) {
      var name = sequences.getControlInput(place).getName();
      var control = control(place);
      switch (control.getKind()) {
        // The server begins and ends each row and keeps its states separate.
        case CONTROL_SEQUENCE_START ->
            controls.add(new TritonFile.Control(name, value(place, false), value(place, true)));
        case CONTROL_SEQUENCE_READY ->
            controls.add(new TritonFile.Control(name, value(place, true), value(place, true)));
        case CONTROL_SEQUENCE_END ->
            controls.add(new TritonFile.Control(name, value(place, false), value(place, false)));
        case CONTROL_SEQUENCE_CORRID -> controls.add(new TritonFile.Control(name, 0, 0));
        case UNRECOGNIZED ->
            throw source.wrong(controlPath(place), "has an unknown kind of" + " control");
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
      throw source.wrong(controlPath(place), "must have one name and one control");
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
          "must have one of int32_false_true, fp32_false_true and bool_false_true, with two"
              + " values");
    }
    return given.get(0).get(isTrue ? 1 : 0).doubleValue();
  }
}

package dev.unroll.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Caller;
import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.core.Priority;
import dev.unroll.repository.Folders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds the model, and until when. */
class InferenceCallTest {
  private static final String CAUSAL = SmallEngine.MODEL;
  private static final String STAGED = "bilstm_tagger";
  private static final String GENERATING = "seq2seq_gru";
  private static final Priority NO_DEADLINE = Priority.by(Long.MAX_VALUE);
  private static final PredictionOptions NUMBERS = PredictionOptions.answering(false, 0, false);

  @TempDir private Path folder;

  private final RecordingListener listener = new RecordingListener();
  private SmallEngine engine;

  @BeforeEach
  void open() throws Exception {
    Folders.zoo(folder, CAUSAL);
    Folders.zoo(folder, STAGED);
    Folders.zoo(folder, GENERATING);
    engine = SmallEngine.of(folder);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private InferenceCall call(String model) {
    return engine.inference.call(model, 0);
  }

  private static RawInput ids(long... ids) {
    return new RawInput.TokenIds(ids);
  }

  @Test
  void call_ofWhatIsNotServed_isNotFound() {
    assertEquals(Kind.NOT_FOUND, assertThrows(Fault.class, () -> call("lost")).kind());
    var version = assertThrows(Fault.class, () -> engine.inference.call(CAUSAL, 7));
    assertEquals(Kind.NOT_FOUND, version.kind());
  }

  @Test
  void callThatSendsNothing_holdsItsModelUntilItIsClosed() {
    var call = call(CAUSAL);
    call.add(ids(1), Caller.PATIENT);
    var model = call.model();
    assertTrue(engine.isHeldWhenUnloaded(CAUSAL));
    call.close();
    assertFalse(Folders.isHeld(model));
    call.close();
  }

  @Test
  void callThatIsSent_holdsItsModelUntilItIsAnswered() {
    var model = engine.model(CAUSAL);
    try (var call = call(CAUSAL)) {
      call.add(ids(1), Caller.PATIENT);
      call.add(ids(2, 3), Caller.PATIENT);
      var unused = call.predict(NUMBERS, NO_DEADLINE, listener);
    }
    assertTrue(engine.isHeldWhenUnloaded(CAUSAL));
    engine.lane.stepToTheEnd();
    assertEquals(List.of("predictions 2"), listener.told());
    assertFalse(Folders.isHeld(model));
  }

  @Test
  void callThatIsCancelled_holdsItsModelNoLonger_andTellsNothing() {
    try (var call = call(CAUSAL)) {
      call.add(ids(1), Caller.PATIENT);
      call.add(ids(2), Caller.PATIENT);
      var work = call.predict(NUMBERS, NO_DEADLINE, listener);
      work.cancel();
      work.cancel();
    }
    assertFalse(engine.isHeldWhenUnloaded(CAUSAL));
    engine.lane.stepToTheEnd();
    assertEquals(List.of(), listener.told());
  }

  @Test
  void callThatTheEngineRefuses_holdsItsModelNoLonger_andTellsNothing() {
    engine.scheduler.close();
    try (var call = call(CAUSAL)) {
      call.add(ids(1), Caller.PATIENT);
      var fault = assertThrows(Fault.class, () -> call.predict(NUMBERS, NO_DEADLINE, listener));
      assertEquals(Kind.UNAVAILABLE, fault.kind());
    }
    assertEquals(List.of(), listener.told());
    assertFalse(engine.isHeldWhenUnloaded(CAUSAL));
  }

  @Test
  void inputThatDoesNotFit_isRefused_andTheOthersAreKept() {
    try (var call = call(CAUSAL)) {
      call.add(ids(1), Caller.PATIENT);
      var fault = assertThrows(Fault.class, () -> call.add(ids(-1), Caller.PATIENT));
      assertEquals("input.token_ids.ids[0]", fault.field());
      var unused = call.predict(NUMBERS, NO_DEADLINE, listener);
    }
    engine.lane.stepToTheEnd();
    assertEquals(List.of("predictions 1"), listener.told());
  }

  private static PredictionOptions generating(OptionalLong maxSteps, OptionalLong best) {
    var usual = GenerationSettings.DEFAULTS;
    var settings =
        new GenerationSettings(
            maxSteps,
            Optional.empty(),
            OptionalLong.of(1),
            List.of(0L),
            usual.sampling(),
            new GenerationSettings.Beams(OptionalLong.empty(), best),
            name -> "request." + name);
    return PredictionOptions.generating(settings, false);
  }

  @Test
  void optionThatDoesNotFit_isRefused_andTheModelIsHeldUntilTheCallIsClosed() {
    var tooMany = generating(OptionalLong.of(1000), OptionalLong.empty());
    var model = engine.model(GENERATING);
    try (var call = call(GENERATING)) {
      call.add(ids(1), Caller.PATIENT);
      var fault = assertThrows(Fault.class, () -> call.predict(tooMany, NO_DEADLINE, listener));
      assertEquals("request.max_steps", fault.field());
      assertTrue(engine.isHeldWhenUnloaded(GENERATING));
    }
    assertFalse(Folders.isHeld(model));
    assertEquals(List.of(), listener.told());
  }

  private Prediction.Generated generated(OptionalLong best) {
    var predictions = new ArrayList<Prediction>();
    var tokens = new ArrayList<GeneratedToken>();
    try (var call = call(GENERATING)) {
      call.add(ids(1), Caller.PATIENT);
      var unused =
          call.predict(
              generating(OptionalLong.of(3), best),
              NO_DEADLINE,
              new PredictionListener() {
                @Override
                public void onToken(GeneratedToken token) {
                  tokens.add(token);
                }

                @Override
                public void onPredictions(List<Prediction> all) {
                  predictions.addAll(all);
                }

                @Override
                public void onFailure(Throwable why) {
                  throw new AssertionError(why);
                }
              });
    }
    engine.lane.stepToTheEnd();
    assertEquals(1, predictions.size());
    var generated = (Prediction.Generated) predictions.get(0);
    var ids = generated.best().ids();
    assertEquals(ids.length, tokens.size());
    for (int step = 0; step < ids.length; step++) {
      assertEquals(step, tokens.get(step).step());
      assertEquals(ids[step], tokens.get(step).id());
    }
    return generated;
  }

  @Test
  void alternatives_areToldWhereTheCallSaysHowManyItWants() {
    assertEquals(List.of(), generated(OptionalLong.empty()).alternatives());
    var generated = generated(OptionalLong.of(1));
    assertEquals(List.of(generated.best()), generated.alternatives());
  }

  @Test
  void stream_ofAModelThatNeedsAllSteps_isNone_andTheCallKeepsItsModel() {
    for (var name : List.of(STAGED, GENERATING)) {
      var model = engine.model(name);
      try (var call = call(name)) {
        assertTrue(call.stream(NO_DEADLINE, new IgnoringListener()).isEmpty());
        assertTrue(engine.isHeldWhenUnloaded(name));
      }
      assertFalse(Folders.isHeld(model));
    }
  }

  @Test
  void stream_holdsItsModelUntilItIsOver() {
    var model = engine.model(CAUSAL);
    LiveStream stream;
    try (var call = call(CAUSAL)) {
      stream = call.stream(NO_DEADLINE, new IgnoringListener()).orElseThrow();
    }
    stream.take(ids(1, 2));
    engine.lane.stepToTheEnd();
    assertTrue(engine.isHeldWhenUnloaded(CAUSAL));
    stream.halfClose();
    engine.lane.stepToTheEnd();
    assertFalse(Folders.isHeld(model));
  }

  @Test
  void streamThatTheEngineRefuses_isLeftToItsCall() {
    engine.scheduler.close();
    var model = engine.model(CAUSAL);
    try (var call = call(CAUSAL)) {
      var listens = new IgnoringListener();
      assertThrows(Fault.class, () -> call.stream(NO_DEADLINE, listens));
      assertTrue(engine.isHeldWhenUnloaded(CAUSAL));
    }
    assertFalse(Folders.isHeld(model));
  }

  /** Reads everything. */
  private static final class IgnoringListener implements LiveStream.Listener {
    @Override
    public void onSteps(long firstStep, Prediction prediction) {}

    @Override
    public void onEnd(long steps, Prediction rest) {}

    @Override
    public void onFailure(Throwable why) {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void onRoom() {}
  }
}

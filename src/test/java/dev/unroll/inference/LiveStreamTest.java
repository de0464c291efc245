package dev.unroll.inference;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Caller;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that come over time, and what the listener is told of them. */
class LiveStreamTest {
  private static final String LAST = SmallEngine.MODEL;
  private static final String EACH = "lstm2_each";
  private static final String TAGGER = "tagger";
  private static final String VECTORS = "rnn_vectors_timemajor";

  @TempDir private Path folder;

  private final Recording listener = new Recording();
  private SmallEngine engine;

  /** Remembers what it was told. */
  private static final class Recording implements LiveStream.Listener {
    private final List<String> told = new ArrayList<>();
    private final List<Prediction> predictions = new ArrayList<>();
    private boolean isReady = true;

    /** What else happens while it is told of steps, or of the end. */
    private Runnable meanwhile = () -> {};

    @Override
    public void onSteps(long firstStep, Prediction prediction) {
      told.add("steps from " + firstStep);
      predictions.add(prediction);
      meanwhile.run();
    }

    @Override
    public void onEnd(long steps, Prediction rest) {
      told.add("end of " + steps);
      predictions.add(rest);
      meanwhile.run();
    }

    @Override
    public void onFailure(Throwable why) {
      told.add(((Fault) why).kind().name());
    }

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public void onRoom() {
      told.add("room");
    }
  }

  @BeforeEach
  void open() throws Exception {
    Folders.zoo(folder, LAST);
    Folders.zoo(folder, EACH);
    Folders.zoo(folder, VECTORS);
    var tagger = Folders.zoo(folder, EACH, TAGGER, 1);
    // The third is what the model gives to the id that is used here.
    Files.write(tagger.resolve("tags.txt"), List.of("O", "I-X", "B-X", "B-Y", "I-Y"));
    Files.writeString(
        tagger.resolve("model.yaml"), "output: {tags: {file: tags.txt, scheme: bio}}");
    engine = SmallEngine.of(folder);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private LiveStream stream(String model) {
    try (var call = engine.inference.call(model, 0)) {
      return call.stream(Priority.by(Long.MAX_VALUE), listener).orElseThrow();
    }
  }

  private static RawInput ids(int steps) {
    return new RawInput.TokenIds(
        Collections.nCopies(steps, 1L).stream().mapToLong(id -> id).toArray());
  }

  private void answer() {
    engine.lane.stepToTheEnd();
  }

  @Test
  void steps_areCountedFromTheStreamsFirst_andTheEndSaysHowMany() {
    var stream = stream(EACH);
    stream.take(ids(2));
    answer();
    stream.take(ids(1));
    answer();
    stream.halfClose();
    answer();
    assertEquals(List.of("steps from 0", "steps from 2", "end of 3"), listener.told);
    assertEquals(2, listener.predictions.get(0).outputs().get(0).steps());
    assertEquals(List.of(), listener.predictions.get(2).outputs());
  }

  @Test
  void outputWithoutTime_comesAtTheEnd_asThatOfTheWhole() {
    var whole = new ArrayList<Prediction>();
    try (var call = engine.inference.call(LAST, 0)) {
      call.add(ids(3), Caller.PATIENT);
      var unused =
          call.predict(
              PredictionOptions.answering(false, 0, false),
              Priority.by(Long.MAX_VALUE),
              new PredictionListener() {
                @Override
                public void onPredictions(List<Prediction> predictions) {
                  whole.addAll(predictions);
                }

                @Override
                public void onFailure(Throwable why) {
                  throw new AssertionError(why);
                }
              });
    }
    var stream = stream(LAST);
    stream.take(ids(2));
    answer();
    stream.take(ids(1));
    stream.halfClose();
    answer();
    assertEquals(List.of(), listener.predictions.get(0).outputs());
    var rest = listener.predictions.get(listener.predictions.size() - 1);
    assertArrayEquals(
        whole.get(0).outputs().get(0).values(), rest.outputs().get(0).values(), 1e-5f);
  }

  @Test
  void tags_areThoseOfTheSteps_andTheEndClosesWhatIsOpen() {
    var stream = stream(TAGGER);
    for (int step = 0; step < 2; step++) {
      stream.take(ids(1));
      answer();
    }
    stream.halfClose();
    answer();
    assertTags(List.of(new Place("B-X", 0)), List.of(), 0);
    assertTags(List.of(new Place("B-X", 1)), List.of(new Place("X", 0)), 1);
    assertTags(List.of(), List.of(new Place("X", 1)), 2);
  }

  /** A tag or an entity, and its first step. */
  private record Place(String name, int start) {}

  private void assertTags(List<Place> tags, List<Place> entities, int message) {
    var told = assertInstanceOf(Prediction.Tags.class, listener.predictions.get(message));
    var tagging = told.tagging();
    assertEquals(
        tags, tagging.tags().stream().map(tag -> new Place(tag.tag(), tag.start())).toList());
    assertEquals(
        entities,
        tagging.entities().stream().map(span -> new Place(span.type(), span.start())).toList());
    assertEquals(tags.size(), told.outputs().size());
  }

  @Test
  void moreStepsThanMayWait_leaveNoRoom_untilTheyAreAnswered() {
    var stream = stream(EACH);
    stream.take(ids(LiveStream.MOST_WAITING));
    assertTrue(stream.hasRoom());
    answer();
    stream.take(ids(LiveStream.MOST_WAITING));
    stream.take(ids(1));
    assertFalse(stream.hasRoom());
    answer();
    assertEquals(1, Collections.frequency(listener.told, "room"));
    assertTrue(stream.hasRoom());
  }

  @Test
  void listenerThatDoesNotRead_isAnsweredNoMore_untilItReadsAgain() {
    var stream = stream(EACH);
    listener.isReady = false;
    stream.take(ids(1));
    answer();
    stream.take(ids(1));
    answer();
    assertEquals(List.of("steps from 0"), listener.told);
    listener.isReady = true;
    stream.resume();
    answer();
    assertEquals(List.of("steps from 0", "steps from 1"), listener.told);
  }

  @Test
  void end_withoutAStepOrWithinOne_isInvalid() {
    var nothing = stream(EACH);
    assertSaid("input", "input: is missing: the stream ended before any step", nothing::halfClose);
    var part = stream(VECTORS);
    part.take(new RawInput.VectorValues(new float[5], 0));
    assertSaid(
        "input.vectors.values",
        "input.vectors.values: ends within a step: with 5 of this model's 12 values; the input must"
            + " end with a complete step",
        part::halfClose);
  }

  @Test
  void streamThatIsEnded_saysTheFirstReasonOnce() {
    var stream = stream(EACH);
    stream.take(ids(1));
    listener.meanwhile =
        () -> {
          stream.end(Fault.aborted("idle"));
          stream.end(Fault.unavailable("stopped"));
        };
    answer();
    stream.end(Fault.unavailable("stopped"));
    assertEquals(List.of("steps from 0", "ABORTED"), listener.told);
  }

  @Test
  void streamThatComesToItsEnd_isNotEndedMeanwhileOrAfterIt() {
    var stream = stream(EACH);
    stream.take(ids(1));
    answer();
    listener.meanwhile = () -> stream.end(Fault.aborted("idle"));
    stream.halfClose();
    answer();
    stream.end(Fault.aborted("idle"));
    assertEquals(List.of("steps from 0", "end of 1"), listener.told);
  }

  @Test
  void clientThatLeaves_isToldNothing() {
    var stream = stream(EACH);
    stream.take(ids(1));
    stream.cancel();
    answer();
    assertEquals(List.of(), listener.told);
  }

  @Test
  void streamWithStepsToAnswer_isNotIdle_howeverLongAgoTheyCame() {
    var stream = stream(EACH);
    stream.take(ids(1));
    engine.ticker.advanceMillis(1000);
    var idle = Fault.aborted("idle");
    assertFalse(stream.endIfIdleSince(engine.ticker.nanos(), idle));
    answer();
    assertFalse(stream.endIfIdleSince(engine.ticker.nanos() - 1, idle));
    engine.ticker.advanceMillis(1000);
    stream.touch();
    assertFalse(stream.endIfIdleSince(engine.ticker.nanos() - 1, idle));
    assertTrue(stream.endIfIdleSince(engine.ticker.nanos(), idle));
    assertFalse(stream.endIfIdleSince(engine.ticker.nanos(), idle));
    assertEquals(List.of("steps from 0", "ABORTED"), listener.told);
  }
}

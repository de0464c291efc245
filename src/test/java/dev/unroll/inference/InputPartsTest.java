package dev.unroll.inference;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input in parts, wherever it was cut. */
class InputPartsTest {
  private static final String IDS = "gru_last";
  private static final String VECTORS = "rnn_vectors_timemajor";
  private static final int WIDTH = 12;
  private static final int MOST_STEPS = 4;

  @TempDir private static Path folder;
  private static SmallEngine engine;

  @BeforeAll
  static void load() throws Exception {
    var ids = Folders.zoo(folder, IDS).resolve("model.yaml");
    Files.writeString(ids, "input: {tokens: {max_steps: 4}}");
    var vectors = Folders.zoo(folder, VECTORS).resolve("model.yaml");
    Files.writeString(vectors, "input: {vectors: {max_steps: 4}}");
    engine = SmallEngine.of(folder);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static InputParts parts(String model) {
    return InputParts.of(engine.model(model));
  }

  private static RawInput ids(long... ids) {
    return new RawInput.TokenIds(ids);
  }

  private static RawInput vectors(int values, int width) {
    return new RawInput.VectorValues(new float[values], width);
  }

  @Test
  void nothing_isMissing() {
    assertSaid("input", "input: is missing: the stream ended before any", () -> parts(IDS).all());
  }

  @Test
  void otherKind_thanItBeganWith_isRefused() {
    var parts = parts(IDS);
    parts.add(ids(1));
    assertSaid(
        "input",
        "input: is text after token ids; all parts of a stream must have the kind of the first, and an image or"
            + " named tensors must come in one part",
        () -> parts.add(new RawInput.Text("a")));
  }

  @Test
  void image_comesWhole() {
    var parts = parts(IDS);
    var file = new byte[] {1, 2};
    parts.add(new RawInput.Image(file));
    assertEquals(file, ((RawInput.Image) parts.all()).file());
    assertThrows(Fault.class, () -> parts.add(new RawInput.Image(file)));
  }

  @Test
  void text_isJoined_upToAMillionCharacters() {
    var parts = parts(IDS);
    parts.add(new RawInput.Text(""));
    parts.add(new RawInput.Text("새 c"));
    parts.add(new RawInput.Text("at"));
    assertEquals(new RawInput.Text("새 cat"), parts.all());
    parts.add(new RawInput.Text("x".repeat(1_000_000 - 5)));
    assertSaid(
        "input.text",
        "input.text: is over 1000000 characters with this part; at most that many",
        () -> parts.add(new RawInput.Text("x")));
  }

  @Test
  void ids_areRefusedWithThePartThatIsTooMuch() {
    var parts = parts(IDS);
    parts.add(ids(1, 2, 3));
    assertSaid(
        "input.token_ids.ids",
        "input.token_ids.ids: has 5 steps with this part; the model takes at most 4",
        () -> parts.add(ids(4, 5)));
  }

  @Test
  void ids_thatWereTakenOut_countNoMore() {
    var parts = parts(IDS);
    parts.add(ids(1, 2, 3));
    var first = (RawInput.TokenIds) taken(parts);
    assertNull(parts.takeWholeSteps());
    parts.add(ids(4, 5, 6));
    var second = (RawInput.TokenIds) taken(parts);
    assertArrayEquals(new long[] {1, 2, 3}, first.ids());
    assertArrayEquals(new long[] {4, 5, 6}, second.ids());
    assertDoesNotThrow(parts::checkNothingLeft);
  }

  private static RawInput taken(InputParts parts) {
    return Objects.requireNonNull(parts.takeWholeSteps());
  }

  @Test
  void vectors_areRefusedWithThePartThatIsTooMuch_byItsField() {
    var parts = parts(VECTORS);
    parts.add(vectors(MOST_STEPS * WIDTH, 0));
    var more = new RawInput.VectorValues(new float[WIDTH], 0, "input.vectors.little_endian");
    assertSaid(
        "input.vectors.little_endian",
        "input.vectors.little_endian: has 5 steps with this part; the model takes at most 4",
        () -> parts.add(more));
  }

  @Test
  void width_mayBeSaidOnceOrAgain_butNotAnother() {
    var parts = parts(VECTORS);
    parts.add(vectors(1, 0));
    parts.add(vectors(1, WIDTH));
    parts.add(vectors(1, WIDTH));
    parts.add(vectors(1, 0));
    assertEquals(WIDTH, ((RawInput.VectorValues) parts.all()).width());
    assertSaid(
        "input.vectors.width",
        "input.vectors.width: is 11 after 12",
        () -> parts.add(vectors(1, WIDTH - 1)));
  }

  @Test
  void wrongWidth_isHandedOnAtOnce_forTheCodecToRefuse() {
    var parts = parts(VECTORS);
    parts.add(vectors(5, WIDTH - 1));
    var given = (RawInput.VectorValues) taken(parts);
    assertEquals(5, given.values().length);
    assertEquals(WIDTH - 1, given.width());
  }

  @Test
  void endWithinAStep_isInvalid_byTheFieldOfTheLastPart() {
    var parts = parts(VECTORS);
    parts.add(vectors(WIDTH + 5, 0));
    assertEquals(WIDTH, ((RawInput.VectorValues) taken(parts)).values().length);
    assertNull(parts.takeWholeSteps());
    assertSaid(
        "input.vectors.values",
        "input.vectors.values: ends within a step: with 5 of this model's 12 values; the input must end with a complete step",
        parts::checkNothingLeft);
    parts.add(vectors(WIDTH - 5, 0));
    assertEquals(WIDTH, ((RawInput.VectorValues) taken(parts)).values().length);
    assertDoesNotThrow(parts::checkNothingLeft);
  }

  /** The law: however it was cut, all of it is the same, and so are its steps as they come. */
  @Test
  void anyCut_givesTheSame() {
    var random = new Random(1);
    for (int round = 0; round < 500; round++) {
      var ids = random.longs(MOST_STEPS).toArray();
      var values = new float[random.nextInt(MOST_STEPS * WIDTH) + 1];
      for (int index = 0; index < values.length; index++) {
        values[index] = index;
      }
      var cuts = cuts(random, ids.length);
      var allIds = parts(IDS);
      cuts.forEach(cut -> allIds.add(ids(Arrays.copyOfRange(ids, cut[0], cut[1]))));
      assertArrayEquals(ids, ((RawInput.TokenIds) allIds.all()).ids());
      var all = parts(VECTORS);
      var live = parts(VECTORS);
      var taken = new ArrayList<Float>();
      for (var cut : cuts(random, values.length)) {
        var part = new RawInput.VectorValues(Arrays.copyOfRange(values, cut[0], cut[1]), 0);
        all.add(part);
        live.add(part);
        take(live, taken);
      }
      assertArrayEquals(values, ((RawInput.VectorValues) all.all()).values());
      assertEquals(values.length - values.length % WIDTH, taken.size());
      for (int index = 0; index < taken.size(); index++) {
        assertEquals(index, taken.get(index));
      }
    }
  }

  private static void take(InputParts live, List<Float> taken) {
    if (live.takeWholeSteps() instanceof RawInput.VectorValues steps) {
      assertEquals(0, steps.values().length % WIDTH);
      for (float value : steps.values()) {
        taken.add(value);
      }
    }
  }

  /** Places at which something of that size is cut, from and to. */
  private static List<int[]> cuts(Random random, int size) {
    var cuts = new ArrayList<int[]>();
    for (int from = 0; from < size; ) {
      int to = Math.min(size, from + random.nextInt(size + 1));
      cuts.add(new int[] {from, to});
      from = to;
    }
    return cuts;
  }
}

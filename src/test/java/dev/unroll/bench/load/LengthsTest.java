package dev.unroll.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.client.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthsTest {
  private static final int DRAWS = 20_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uniform:1-256",
        "uniform:7-7",
        "lognormal:24,0.8,1-256",
        "lognormal:1,5,3-9",
        "bimodal:16x95,1024x5",
        "fixed:32"
      })
  void everyForm_staysWithinItsBounds(String written) throws UsageException {
    var lengths = LengthsParser.parse(written);
    for (int length : draws(lengths, 1)) {
      assertTrue(lengths.shortest() <= length && length <= lengths.longest(), written);
    }
  }

  @Test
  void equalSeeds_giveEqualLengths() throws UsageException {
    var lengths = LengthsParser.parse("lognormal:24,0.8,1-256");
    assertEquals(boxed(draws(lengths, 5)), boxed(draws(lengths, 5)));
    assertTrue(!boxed(draws(lengths, 5)).equals(boxed(draws(lengths, 6))));
  }

  @Test
  void uniform_reachesBothEnds() throws UsageException {
    var drawn = draws(LengthsParser.parse("uniform:2-5"), 1);
    assertEquals(Set.of(2, 3, 4, 5), Arrays.stream(drawn).boxed().collect(Collectors.toSet()));
  }

  @Test
  void logNormal_hasItsMedianAndItsSpread() throws UsageException {
    var drawn = draws(LengthsParser.parse("lognormal:100,0.5,1-100000"), 1);
    Arrays.sort(drawn);
    assertEquals(100, drawn[DRAWS / 2], 3);
    // One sigma up: the 84th of a hundred is e^0.5 times the median.
    assertEquals(165, drawn[(int) (DRAWS * 0.8413)], 6);
  }

  @Test
  void bimodal_hasItsShares() throws UsageException {
    var drawn = draws(LengthsParser.parse("bimodal:16x95,1024x5"), 1);
    assertEquals(0.05, Arrays.stream(drawn).filter(length -> length == 1024).count() / 2e4, 0.01);
    assertEquals(0.95, Arrays.stream(drawn).filter(length -> length == 16).count() / 2e4, 0.01);
  }

  @Test
  void file_givesItsLinesAndNothingElse(@TempDir Path folder) throws Exception {
    var lengths = LengthsParser.parse("file:" + file(folder, "3\n\n 90 \n12\n"));
    assertEquals(3, lengths.shortest());
    assertEquals(90, lengths.longest());
    assertEquals(
        Set.of(3, 12, 90), Arrays.stream(draws(lengths, 1)).boxed().collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uniform:9-2|the longest, 2, is shorter than the shortest, 9",
        "uniform:0-2|a length must be at least 1",
        "lognormal:0,1,1-9|the median must be over 0",
        "bimodal:16x0|a weight must be over 0",
        "file:/nowhere/at/all|the file does not exist"
      })
  void nonsense_isNamedWithItsFlag(String written, String why) {
    assertEquals("--lengths = '" + written + "': " + why, refusal(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uniform",
        "uniform:1",
        "uniform:-1-5",
        "uniform:1-99999999999",
        "unifrm:1-5",
        "",
        "lognormal:24,1-256",
        "lognormal:-24,0.8,1-256",
        "bimodal:16,1024",
        "fixed:x",
        "fixed:1,2"
      })
  void unknownForm_isToldTheForms(String written) {
    var refusal = refusal(written);
    assertTrue(refusal.startsWith("--lengths = '" + written + "': allowed is uniform:1-256, "));
    assertTrue(refusal.contains("file:PATH"), refusal);
  }

  @Test
  void file_lineThatIsNoLength_isNamed(@TempDir Path folder) throws IOException {
    var written = "file:" + file(folder, "3\nlong\n");
    assertEquals(
        "--lengths = '" + written + "': line 2 is 'long', not a whole number of steps",
        refusal(written));
  }

  private static Path file(Path folder, String content) throws IOException {
    return Files.writeString(folder.resolve("lengths.txt"), content);
  }

  private static String refusal(String written) {
    return String.valueOf(
        assertThrows(UsageException.class, () -> LengthsParser.parse(written)).getMessage());
  }

  private static int[] draws(Lengths lengths, long seed) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, DRAWS).map(draw -> lengths.draw(random)).toArray();
  }

  private static List<Integer> boxed(int[] drawn) {
    return Arrays.stream(drawn).boxed().toList();
  }
}

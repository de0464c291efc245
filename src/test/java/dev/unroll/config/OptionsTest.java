package dev.unroll.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void names_ofOneOption_areDerivedFromOne() {
    assertEquals("max-message-bytes", Options.MAX_MESSAGE_BYTES.name());
    assertEquals("--max-message-bytes", Options.MAX_MESSAGE_BYTES.flag());
    assertEquals("UNROLL_MAX_MESSAGE_BYTES", Options.MAX_MESSAGE_BYTES.variable());
  }

  @Test
  void all_names_areDistinct() {
    var names = Options.names(Option::name);
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void all_components_haveAnOptionEach() {
    // CONFIG is the one option that is no setting.
    assertEquals(ServerConfig.class.getRecordComponents().length + 1, Options.all().size());
  }

  @Test
  void all_fallbacks_areAllowedThemselves() {
    for (var option : Options.all()) {
      option.fallback().ifPresent(text -> assertTrue(option.type().parse(text).isPresent(), text));
    }
  }

  @Test
  void all_descriptions_areOneSentenceFit() {
    for (var option : Options.all()) {
      assertTrue(option.description().endsWith("."), option.name());
      assertTrue(!option.description().contains("|"), option.name());
      // In a usage line it would begin a format.
      assertTrue(!option.description().contains("%"), option.name());
    }
  }

  @Test
  void documentation_table_isTheOptions() throws Exception {
    var page = Files.readString(Path.of("docs/CONFIGURATION.md"));
    assertTrue(
        page.contains("\n\n" + OptionTable.markdown() + "\n"),
        () -> "docs/CONFIGURATION.md must hold exactly this table:\n" + OptionTable.markdown());
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 1024",
    "1KiB, 1024",
    "16MiB, 16777216",
    "1GiB, 1073741824",
    "1023,",
    "2GiB,",
    "1gb,",
    "1.5MiB,",
    "-1,",
    "999999999999999999GiB,",
  })
  void bytes_written_areRead(String written, Integer bytes) {
    assertEquals(Optional.ofNullable(bytes), Options.MAX_MESSAGE_BYTES.type().parse(written));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.01, 0.01",
    "1e-05, 0.00001",
    "1.01,",
    "2,",
    "-0.1,",
    ".5,",
    "1%,",
    "NaN,"
  })
  void share_written_isANumberFromNoneToAll(String written, Double share) {
    assertEquals(Optional.ofNullable(share), Options.VERIFY.type().parse(written));
  }

  @ParameterizedTest
  @CsvSource({
    "auto, true",
    "cpu, true",
    "cuda, true",
    "cuda:0, true",
    "cuda:, false",
    "cuda:x, false",
    "CPU, false",
    "'', false",
  })
  void device_written_isCheckedBySyntax(String written, boolean allowed) {
    assertEquals(allowed, Options.DEVICE.type().parse(written).isPresent());
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "5s, 5000", "2m, 120000", "1h, 3600000", "0s, 0"})
  void duration_written_isReadAndWrittenBack(String written, long millis) {
    var duration = Durations.parse(written).orElseThrow();
    assertEquals(millis, duration.toMillis());
    assertEquals(written, Durations.write(duration));
  }

  @ParameterizedTest
  @CsvSource({"5", "s", "-1s", "1.5s", "5 s", "1d", "''", "99999999999s"})
  void duration_malformed_isNone(String written) {
    assertTrue(Durations.parse(written).isEmpty());
  }
}

package dev.unroll.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTypeTest {
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
    assertEquals(Optional.ofNullable(bytes), ValueType.bytes(1024, 1 << 30).parse(written));
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
    assertEquals(Optional.ofNullable(share), ValueType.share().parse(written));
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

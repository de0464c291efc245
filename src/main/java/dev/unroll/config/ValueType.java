package dev.unroll.config;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The syntax and the allowed range of an option's value.
 *
 * @param placeholder the placeholder in a usage line
 * @param allowed the allowed values, in words
 * @param isSwitch whether a flag without a value means true
 * @param parser parses a value; returns empty if the value is not allowed
 */
public record ValueType<T>(
    String placeholder, String allowed, boolean isSwitch, Function<String, Optional<T>> parser) {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern SHARE =
      Pattern.compile("[0-9]{1,2}(\\.[0-9]{1,18})?(e-[0-9]{1,2})?");
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,18})(KiB|MiB|GiB)?");
  private static final Duration LONGEST = Duration.ofHours(24);

  Optional<T> parse(String written) {
    return parser.apply(written);
  }

  public static ValueType<String> text(String placeholder, String allowed) {
    return of(
        placeholder, allowed, written -> Optional.of(written).filter(text -> !text.isBlank()));
  }

  /** Returns the type of a folder, which may not exist yet: a volume may be mounted late. */
  public static ValueType<Path> folder() {
    return of(
        "DIR",
        "a folder, which may be created later",
        written -> path(written).filter(path -> Files.isDirectory(path) || Files.notExists(path)));
  }

  public static ValueType<Path> file() {
    return of("FILE", "a file that exists", written -> path(written).filter(Files::isRegularFile));
  }

  /** Returns the type of a port of this machine; 0 means any free port. */
  public static ValueType<Integer> port() {
    return wholeNumber(0, 65535);
  }

  public static ValueType<Integer> wholeNumber(int least, int most) {
    return of(
        "N",
        "a whole number from " + least + " to " + most,
        written -> inRange(written, least, most).map(Long::intValue));
  }

  public static ValueType<Long> longNumber(long least, long most) {
    return of(
        "N",
        "a whole number from " + least + " to " + most,
        written -> inRange(written, least, most));
  }

  /** Returns the type of a number from 0 to 1. Helm writes small ones as 1e-05. */
  public static ValueType<Double> share() {
    return of(
        "SHARE",
        "a number from 0 to 1, such as 0.01",
        written ->
            Optional.of(written)
                .filter(SHARE.asMatchPredicate())
                .map(Double::parseDouble)
                .filter(share -> share <= 1));
  }

  public static ValueType<Integer> bytes(int least, int most) {
    return of(
        "BYTES",
        "bytes from " + least + " to " + most + ", or with a unit: 512KiB, 16MiB, 1GiB",
        written -> size(written, least, most));
  }

  /** Returns the type of a duration that is not shorter than {@code least}. */
  public static ValueType<Duration> duration(Duration least) {
    return of(
        "TIME",
        "a duration from "
            + Durations.write(least)
            + " to "
            + Durations.write(LONGEST)
            + ", such as 500ms, 5s, 2m, 1h",
        written ->
            Durations.parse(written)
                .filter(duration ->
                    duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0));
  }

  public static ValueType<Duration> duration() {
    return duration(Duration.ZERO);
  }

  public static ValueType<Boolean> truth() {
    return new ValueType<>(
        "true|false",
        "true or false",
        true,
        written ->
            switch (written) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  public static ValueType<String> choice(String... choices) {
    var known = List.of(choices);
    return of(
        String.join("|", known),
        "one of " + String.join(", ", known),
        written -> Optional.of(written).filter(known::contains));
  }

  /** Returns a type with the caller's own parser. */
  public static <T> ValueType<T> of(
      String placeholder, String allowed, Function<String, Optional<T>> parser) {
    return new ValueType<>(placeholder, allowed, false, parser);
  }

  private static Optional<Path> path(String written) {
    if (written.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(written));
    } catch (InvalidPathException notAPath) {
      return Optional.empty();
    }
  }

  private static Optional<Long> inRange(String written, long least, long most) {
    return Optional.of(written)
        .filter(WHOLE_NUMBER.asMatchPredicate())
        .map(Long::parseLong)
        .filter(number -> number >= least && number <= most);
  }

  private static Optional<Integer> size(String written, int least, int most) {
    var matcher = BYTES.matcher(written);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var unit = matcher.group(2);
    int shift = unit == null ? 0 : 10 * (1 + List.of("KiB", "MiB", "GiB").indexOf(unit));
    // BigInteger, because a product that overflows a long would look small.
    var bytes = new BigInteger(matcher.group(1)).shiftLeft(shift);
    return bytes.compareTo(BigInteger.valueOf(least)) < 0
            || bytes.compareTo(BigInteger.valueOf(most)) > 0
        ? Optional.empty()
        : Optional.of(bytes.intValueExact());
  }
}

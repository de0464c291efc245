package dev.unroll.bench.load;

import dev.unroll.client.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parses {@code --lengths}. */
final class LengthsParser {
  private static final String ALLOWED =
      "allowed is uniform:1-256, lognormal:24,0.8,1-256 (median, sigma, bounds), bimodal:16x95,1024x5"
          + " (length x weight), fixed:32 or file:PATH (a length on each line)";

  private static final String STEPS = "([0-9]{1,9})";
  private static final String NUMBER = "([0-9]{1,9}(?:\\.[0-9]{1,9})?)";
  private static final Pattern RANGE = Pattern.compile(STEPS + "-" + STEPS);
  private static final Pattern LOG_NORMAL =
      Pattern.compile(NUMBER + "," + NUMBER + "," + STEPS + "-" + STEPS);
  private static final Pattern WEIGHT = Pattern.compile(STEPS + "x" + NUMBER);

  private final String written;

  private LengthsParser(String written) {
    this.written = written;
  }

  /**
   * Parses one of the forms.
   *
   * @throws UsageException if it is none of them; the message says what is allowed
   */
  static Lengths parse(String written) throws UsageException {
    return new LengthsParser(written).parse();
  }

  private Lengths parse() throws UsageException {
    int colon = written.indexOf(':');
    var rest = written.substring(colon + 1);
    return switch (colon < 0 ? "" : written.substring(0, colon)) {
      case "uniform" -> uniform(rest);
      case "lognormal" -> logNormal(rest);
      case "bimodal" -> weighted(rest);
      case "fixed" -> weighted(rest + "x1");
      case "file" -> listed(rest);
      default -> throw wrong(ALLOWED);
    };
  }

  private Lengths uniform(String range) throws UsageException {
    var matcher = RANGE.matcher(range);
    if (!matcher.matches()) {
      throw wrong(ALLOWED);
    }
    int shortest = steps(matcher.group(1));
    return new Lengths.Uniform(shortest, atLeast(shortest, matcher.group(2)));
  }

  private Lengths logNormal(String parameters) throws UsageException {
    var matcher = LOG_NORMAL.matcher(parameters);
    if (!matcher.matches()) {
      throw wrong(ALLOWED);
    }
    double median = Double.parseDouble(matcher.group(1));
    if (median <= 0) {
      throw wrong("the median must be over 0");
    }
    int shortest = steps(matcher.group(3));
    return new Lengths.LogNormal(
        median,
        Double.parseDouble(matcher.group(2)),
        shortest,
        atLeast(shortest, matcher.group(4)));
  }

  private Lengths weighted(String list) throws UsageException {
    var weights = new ArrayList<Lengths.Weight>();
    for (var part : list.split(",", -1)) {
      var matcher = WEIGHT.matcher(part);
      if (!matcher.matches()) {
        throw wrong(ALLOWED);
      }
      double weight = Double.parseDouble(matcher.group(2));
      if (weight <= 0) {
        throw wrong("a weight must be over 0");
      }
      weights.add(new Lengths.Weight(steps(matcher.group(1)), weight));
    }
    return new Lengths.Weighted(weights);
  }

  private Lengths listed(String file) throws UsageException {
    var lengths = new ArrayList<Integer>();
    int number = 0;
    for (var line : lines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      if (!line.strip().matches(STEPS)) {
        throw wrong("line " + number + " is '" + line.strip() + "', not a whole number of steps");
      }
      lengths.add(steps(line.strip()));
    }
    if (lengths.isEmpty()) {
      throw wrong("the file has no length in it");
    }
    return new Lengths.Listed(lengths);
  }

  private List<String> lines(String file) throws UsageException {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (NoSuchFileException missing) {
      throw wrong("the file does not exist");
    } catch (IOException | UncheckedIOException | InvalidPathException unreadable) {
      throw wrong("the file cannot be read: " + unreadable.getMessage());
    }
  }

  private int atLeast(int shortest, String longest) throws UsageException {
    int steps = steps(longest);
    if (steps < shortest) {
      throw wrong("the longest, " + steps + ", is shorter than the shortest, " + shortest);
    }
    return steps;
  }

  private int steps(String digits) throws UsageException {
    int steps = Integer.parseInt(digits);
    if (steps < 1) {
      throw wrong("a length must be at least 1");
    }
    return steps;
  }

  private UsageException wrong(String why) {
    return new UsageException("--lengths = '" + written + "': " + why);
  }
}

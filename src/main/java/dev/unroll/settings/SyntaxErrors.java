package dev.unroll.settings;

import com.fasterxml.jackson.core.JacksonException;
import java.util.regex.Pattern;

/** Describes a syntax error in one line, with its position. */
final class SyntaxErrors {
  private static final Pattern REPEATED = Pattern.compile("Duplicate field '(.*)'");

  private SyntaxErrors() {}

  static String explain(JacksonException wrong) {
    var message = String.valueOf(wrong.getOriginalMessage());
    var repeated = REPEATED.matcher(message);
    var what =
        repeated.find()
            ? "key '" + repeated.group(1) + "' is repeated"
            : message
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    var location = wrong.getLocation();
    return location == null || location.getLineNr() < 1
        ? what
        : "line " + location.getLineNr() + ": " + what;
  }
}

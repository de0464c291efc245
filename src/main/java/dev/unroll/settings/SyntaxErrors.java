package dev.unroll.settings;

import com.fasterxml.jackson.core.JacksonException;
import java.util.List;
import java.util.regex.Pattern;

/** Describes a syntax error in one line, with its position and what to write instead. */
final class SyntaxErrors {
  private static final Pattern REPEATED = Pattern.compile("Duplicate field '(.*)'");

  /** The position of the problem in the YAML parser's message; the first one is the context's. */
  private static final Pattern POSITION = Pattern.compile("(?m)^ in .*, line (\\d+), column \\d+");

  private static final Pattern PARENTHESIS = Pattern.compile("\\. \\(Do not use .* indentation\\)");

  /** What to write instead, by a part of the YAML parser's message. */
  private record Advice(String problem, String advice) {}

  private static final List<Advice> ADVICE =
      List.of(
          new Advice(
              "mapping values are not allowed",
              "write each 'key: value' on a line of its own, in the column of its neighbours, and"
                  + " quote a value that has a colon"),
          new Advice("(TAB)", "indent with spaces"),
          new Advice("that cannot start any token", "quote the value"),
          new Advice("expected ',' or '}'", "close { with }, and put commas between its keys"),
          new Advice("expected ',' or ']'", "close [ with ], and put commas between its values"),
          new Advice("unknown escape", "quote the value with ' instead of \", or double the \\"),
          new Advice("unexpected end of stream", "close the quote"),
          new Advice("but found '}'", "remove it"),
          new Advice("but found ']'", "remove it"),
          new Advice(
              "expected <block end>",
              "begin the keys of one level in the same column, each on a line of its own"),
          new Advice("could not find expected ':'", "write 'key: value'"),
          new Advice("expected the node content", "write a value"),
          new Advice("special characters", "remove the control character"));

  private SyntaxErrors() {}

  static String explain(JacksonException wrong) {
    var message = String.valueOf(wrong.getOriginalMessage());
    var repeated = REPEATED.matcher(message);
    var what =
        repeated.find()
            ? "key '" + repeated.group(1) + "' is repeated; write it once"
            : withAdvice(problem(message));
    long line = line(wrong, message);
    return line < 1 ? what : "line " + line + ": " + what;
  }

  /** Returns the last line that is no position and no excerpt; those before it are the context. */
  private static String problem(String message) {
    var last =
        message
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith(" "))
            .reduce("", (before, line) -> line);
    return PARENTHESIS.matcher(last.strip()).replaceAll("");
  }

  private static String withAdvice(String problem) {
    return problem
        + ADVICE.stream()
            .filter(known -> problem.contains(known.problem()))
            .findFirst()
            .map(known -> "; " + known.advice())
            .orElse("");
  }

  private static long line(JacksonException wrong, String message) {
    long line = wrong.getLocation() == null ? 0 : wrong.getLocation().getLineNr();
    var position = POSITION.matcher(message);
    while (position.find()) {
      line = Long.parseLong(position.group(1));
    }
    return line;
  }
}

package dev.unroll.settings;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.unroll.core.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in one line what Jackson found wrong, for the person who wrote the file. */
final class Explanation {
  private Explanation() {}

  static String of(JacksonException wrong) {
    if (wrong instanceof UnrecognizedPropertyException unknown) {
      return unknown(unknown);
    }
    if (wrong instanceof InvalidFormatException format) {
      return at(format) + value(format.getValue()) + " is no " + noun(format.getTargetType());
    }
    if (wrong instanceof InvalidNullException missing) {
      return at(missing) + "has no value";
    }
    if (wrong instanceof MismatchedInputException mismatched) {
      return mismatched(mismatched);
    }
    if (wrong instanceof JsonMappingException mapping) {
      return at(mapping) + firstLine(mapping.getOriginalMessage());
    }
    return line(wrong.getLocation()) + firstLine(wrong.getOriginalMessage());
  }

  private static String unknown(UnrecognizedPropertyException unknown) {
    var known =
        Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of()).stream()
            .map(String::valueOf)
            .sorted()
            .toList();
    var hint = Nearest.hint(unknown.getPropertyName(), known);
    return "unknown key '"
        + path(unknown.getPath())
        + "'"
        + (hint.isEmpty() ? ";" : hint)
        + " known here: "
        + String.join(", ", known);
  }

  private static String mismatched(MismatchedInputException mismatched) {
    var message = firstLine(mismatched.getOriginalMessage());
    if (message.startsWith("No content to map")) {
      return "is empty";
    }
    if (message.startsWith("Trailing token")) {
      return line(mismatched.getLocation()) + "a second document; one is allowed";
    }
    if (message.startsWith("Missing required creator property")) {
      return missing(mismatched, message);
    }
    var type = mismatched.getTargetType();
    return at(mismatched) + line(mismatched.getLocation()) + "is not " + article(noun(type));
  }

  private static String missing(MismatchedInputException mismatched, String message) {
    int open = message.indexOf('\'');
    var key = message.substring(open + 1, message.indexOf('\'', open + 1));
    var path = path(mismatched.getPath());
    return "'" + (path.isEmpty() ? key : path + "." + key) + "' is missing";
  }

  private static String at(JsonMappingException wrong) {
    var path = path(wrong.getPath());
    return path.isEmpty() ? "" : "'" + path + "': ";
  }

  private static String path(List<JsonMappingException.Reference> references) {
    var path = new StringBuilder();
    for (var reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.length() == 0 ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  private static String line(@Nullable JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : "line " + location.getLineNr() + ": ";
  }

  private static String value(@Nullable Object value) {
    return "'" + value + "'";
  }

  private static String article(String noun) {
    return "aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " + noun : "a " + noun;
  }

  private static String noun(@Nullable Class<?> type) {
    if (type == null) {
      return "value of the right kind";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "value of ", ""));
    }
    if (type == String.class) {
      return "text (quote it to make it one)";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean (true or false)";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "integer";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "number";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "list";
    }
    if (type.isRecord() || Map.class.isAssignableFrom(type)) {
      return "mapping of keys";
    }
    return type.getSimpleName();
  }

  private static String firstLine(@Nullable String message) {
    return message == null
        ? "cannot be read"
        : message.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}

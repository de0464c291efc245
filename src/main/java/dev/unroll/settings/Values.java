package dev.unroll.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.core.LoadException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads single values of a tree as the types that records may have, without conversions. */
record Values(RecordBinder binder) {
  /** Longer values are shortened in messages. */
  private static final int SHOWN_CHARACTERS = 60;

  /** Returns whether the value is missing or empty, as in {@code key:}. */
  static boolean isAbsent(@Nullable JsonNode node) {
    return node == null || node.isNull() || (node.isTextual() && node.textValue().isEmpty());
  }

  /** Returns the node as it was written, for messages. */
  static String shown(JsonNode node) {
    if (node.isObject()) {
      return "a mapping";
    }
    if (node.isArray()) {
      return "a list";
    }
    var text = node.asText();
    return text.length() > SHOWN_CHARACTERS
        ? "'" + text.substring(0, SHOWN_CHARACTERS) + "...'"
        : "'" + text + "'";
  }

  /** Returns the value of a node that is not absent. */
  Object of(JsonNode node, Type type, String path) throws LoadException {
    if (type instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return list(node, arguments[0], path);
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return map(node, arguments[1], path);
      }
    }
    if (type instanceof Class<?> plain) {
      if (plain.isRecord()) {
        return binder.bind(node, plain, path);
      }
      if (plain.isEnum()) {
        return constant(node, plain, path);
      }
      return scalar(node, plain, path);
    }
    throw new IllegalStateException("no record here has a component of type " + type);
  }

  private Object scalar(JsonNode node, Class<?> type, String path) throws LoadException {
    if (type == String.class) {
      var hint = node.isContainerNode() ? "" : "; quote it to make it text";
      return check(node.isTextual(), node, path, "is not text" + hint).textValue();
    }
    if (type == int.class || type == Integer.class) {
      check(node.isIntegralNumber(), node, path, "is not an integer");
      return check(node.canConvertToInt(), node, path, "is too large an integer").intValue();
    }
    if (type == long.class || type == Long.class) {
      check(node.isIntegralNumber(), node, path, "is not an integer");
      return check(node.canConvertToLong(), node, path, "is too large an integer").longValue();
    }
    if (type == float.class || type == Float.class) {
      return check(node.isNumber(), node, path, "is not a number").floatValue();
    }
    if (type == double.class || type == Double.class) {
      return check(node.isNumber(), node, path, "is not a number").doubleValue();
    }
    if (type == boolean.class || type == Boolean.class) {
      return check(node.isBoolean(), node, path, "is not true or false").booleanValue();
    }
    if (type == Object.class) {
      return anything(node, path);
    }
    throw new IllegalStateException("no record here has a component of type " + type);
  }

  private JsonNode check(boolean fits, JsonNode node, String path, String otherwise)
      throws LoadException {
    if (!fits) {
      throw binder.wrong(path, shown(node) + " " + otherwise);
    }
    return node;
  }

  private Object constant(JsonNode node, Class<?> type, String path) throws LoadException {
    var constants = List.of(type.getEnumConstants());
    for (var constant : constants) {
      if (node.isTextual() && node.textValue().equalsIgnoreCase(constant.toString())) {
        return constant;
      }
    }
    throw binder.wrong(
        path,
        shown(node)
            + " is none of "
            + Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  private List<Object> list(JsonNode node, Type element, String path) throws LoadException {
    check(node.isArray(), node, path, "is not a list");
    var list = new ArrayList<Object>(node.size());
    for (int index = 0; index < node.size(); index++) {
      var key = path + "[" + index + "]";
      list.add(of(present(node.get(index), key), element, key));
    }
    return Collections.unmodifiableList(list);
  }

  private Map<String, Object> map(JsonNode node, Type value, String path) throws LoadException {
    check(node.isObject(), node, path, "is not a mapping of keys");
    var map = new LinkedHashMap<String, Object>();
    for (var entry : node.properties()) {
      var key = path + "." + entry.getKey();
      map.put(entry.getKey(), of(present(entry.getValue(), key), value, key));
    }
    return Collections.unmodifiableMap(map);
  }

  private JsonNode present(JsonNode node, String path) throws LoadException {
    if (isAbsent(node)) {
      throw binder.wrong("", "'" + path + "' has no value");
    }
    return node;
  }

  /** Returns a string, a number, a boolean, or a list or map of these. */
  private Object anything(JsonNode node, String path) throws LoadException {
    if (node.isArray()) {
      return list(node, Object.class, path);
    }
    if (node.isObject()) {
      return map(node, Object.class, path);
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return node.isBoolean() ? node.booleanValue() : node.asText();
  }
}

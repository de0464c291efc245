package dev.unroll.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.unroll.core.LoadException;
import dev.unroll.core.SpellingHint;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tree to a record. Jackson could do it, but its errors speak about Java types, and for a
 * misspelled key they say only that the correct one is missing.
 *
 * @param source names the tree in errors
 * @param takesUnknownKeys whether keys that a record does not have are ignored
 */
record RecordBinder(String source, boolean takesUnknownKeys) {
  /**
   * Returns the record.
   *
   * @param path the path of the node's key; empty for the root
   */
  <T> T bind(JsonNode node, Class<T> type, String path) throws LoadException {
    var plain = fromString(node, type);
    if (plain.isPresent()) {
      return plain.get();
    }
    if (!node.isObject()) {
      throw wrong(path, Values.shown(node) + " is not a mapping of keys");
    }
    var components = type.getRecordComponents();
    if (!takesUnknownKeys) {
      refuseUnknownKeys(node, components, path);
    }
    var values = new Values(this);
    var arguments = new ArrayList<@Nullable Object>();
    for (var component : components) {
      var key = path.isEmpty() ? key(component) : path + "." + key(component);
      var value = node.get(key(component));
      if (!Values.isAbsent(value)) {
        arguments.add(values.of(value, component.getGenericType(), key));
      } else if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        arguments.add(null);
      } else {
        throw wrong("", "'" + key + "' is missing");
      }
    }
    return construct(type, components, arguments.toArray(), path);
  }

  LoadException wrong(String path, String what) {
    return new LoadException(source + ": " + (path.isEmpty() ? "" : "'" + path + "': ") + what);
  }

  private void refuseUnknownKeys(JsonNode node, RecordComponent[] components, String path)
      throws LoadException {
    var known = Arrays.stream(components).map(RecordBinder::key).sorted().toList();
    for (var names = node.fieldNames(); names.hasNext(); ) {
      var name = names.next();
      if (!known.contains(name)) {
        var hint = SpellingHint.hint(name, known);
        throw wrong(
            "",
            "unknown key '"
                + (path.isEmpty() ? name : path + "." + name)
                + "'"
                + (hint.isEmpty() ? ";" : hint)
                + " known here: "
                + (known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  private static String key(RecordComponent component) {
    return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
  }

  /** Returns the record's {@code of(String)}; empty if it has none or the node is no string. */
  private <T> Optional<T> fromString(JsonNode node, Class<T> type) {
    if (!node.isTextual()) {
      return Optional.empty();
    }
    try {
      var of = type.getDeclaredMethod("of", String.class);
      if (!Modifier.isStatic(of.getModifiers()) || of.getReturnType() != type) {
        return Optional.empty();
      }
      of.setAccessible(true);
      return Optional.of(type.cast(of.invoke(null, node.textValue())));
    } catch (NoSuchMethodException onlyAsMapping) {
      return Optional.empty();
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(type + " has a method of(String) that fails", broken);
    }
  }

  private <T> T construct(
      Class<T> type, RecordComponent[] components, @Nullable Object[] arguments, String path)
      throws LoadException {
    try {
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException refused) {
      // The record's constructor may reject the values.
      if (refused.getCause() instanceof IllegalArgumentException reason) {
        throw wrong(path, String.valueOf(reason.getMessage()));
      }
      throw new IllegalStateException(type + " cannot be made", refused);
    } catch (ReflectiveOperationException noRecord) {
      throw new IllegalStateException(type + " cannot be made", noRecord);
    }
  }
}

package dev.unroll.config;

import dev.unroll.core.LoadException;
import dev.unroll.core.SpellingHint;
import dev.unroll.settings.StrictYaml;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of options. A flag overrides the environment, which overrides the file, which
 * overrides the default. Unknown names and values that are not allowed are errors.
 */
public final class ConfigReader {
  /** Names the file, so this is the only option that a file cannot set. */
  public static final Option<Path> CONFIG =
      Option.optional(
          "config",
          ValueType.file(),
          "A YAML file with any of these settings, under the same names.");

  private final List<Option<?>> options;

  /**
   * A value and the place where it is written.
   *
   * @param place "flag --port", "environment variable UNROLL_PORT", "server.yaml: key 'port'"
   * @param value as it is written there
   */
  private record Written(String place, String value) {}

  /**
   * @param options all options; if several have wrong values, the error names the first
   */
  public ConfigReader(List<Option<?>> options) {
    this.options = List.copyOf(options);
  }

  /**
   * Reads and parses the values.
   *
   * @param flags values given on the command line, by option name
   * @param environment the environment of the process; only {@code UNROLL_*} variables are read
   * @throws LoadException if a name is unknown, or a value is missing or not allowed
   */
  public OptionValues read(Map<String, String> flags, Map<String, String> environment)
      throws LoadException {
    var written = new HashMap<Option<?>, Written>();
    addVariables(environment, written);
    addFlags(flags, written);
    var config = written.get(CONFIG);
    if (config != null) {
      addFile(parse(CONFIG, config), written);
    }
    var values = new HashMap<Option<?>, Object>();
    for (var option : options) {
      var nearest = written.get(option);
      var fallback = option.fallback();
      if (nearest != null) {
        values.put(option, parse(option, nearest));
      } else if (fallback.isPresent()) {
        values.put(
            option, parse(option, new Written("default of " + option.name(), fallback.get())));
      } else if (option.isRequired()) {
        throw isMissing(option);
      }
    }
    return new OptionValues(values);
  }

  private void addFlags(Map<String, String> flags, Map<Option<?>, Written> written)
      throws LoadException {
    for (var flag : flags.entrySet()) {
      var name = "--" + flag.getKey();
      var option = known(options, Option::flag, name, "unknown flag " + name);
      written.put(option, new Written("flag " + name, flag.getValue()));
    }
  }

  private void addVariables(Map<String, String> environment, Map<Option<?>, Written> written)
      throws LoadException {
    // Sorted, so that the error names the same variable each time if several are wrong.
    for (var variable : new TreeMap<>(environment).entrySet()) {
      var name = variable.getKey();
      if (!name.startsWith(Option.VARIABLE_PREFIX)) {
        continue;
      }
      var place = "environment variable " + name;
      if (ServiceLinks.isOne(name, variable.getValue())) {
        throw new LoadException(place + " = '" + variable.getValue() + "': " + ServiceLinks.ADVICE);
      }
      var option = known(options, Option::variable, name, "unknown " + place);
      written.put(option, new Written(place, variable.getValue()));
    }
  }

  private void addFile(Path file, Map<Option<?>, Written> written) throws LoadException {
    var settings = options.stream().filter(option -> !option.equals(CONFIG)).toList();
    for (var entry : StrictYaml.readMap(file).entrySet()) {
      var key = String.valueOf(entry.getKey());
      var option = known(settings, Option::name, key, file + ": unknown key '" + key + "'");
      var here = new Written(file + ": key '" + key + "'", String.valueOf(entry.getValue()));
      if (!isScalar(entry.getValue())) {
        throw notAllowed(option, here);
      }
      written.putIfAbsent(option, here);
    }
  }

  /** Returns false for a map, a list or null, which would otherwise be read as text. */
  private static boolean isScalar(@Nullable Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  private static Option<?> known(
      List<Option<?>> options, Function<Option<?>, String> naming, String name, String unknown)
      throws LoadException {
    var names = options.stream().map(naming).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new LoadException(unknown + SpellingHint.hint(name, names));
    }
    return options.get(index);
  }

  private static <T> T parse(Option<T> option, Written written) throws LoadException {
    return option.type().parse(written.value()).orElseThrow(() -> notAllowed(option, written));
  }

  private static LoadException notAllowed(Option<?> option, Written written) {
    return new LoadException(
        written.place() + " = '" + written.value() + "': allowed is " + option.type().allowed());
  }

  private static LoadException isMissing(Option<?> option) {
    return new LoadException(
        option.name()
            + " is not set; give "
            + option.flag()
            + " "
            + option.type().placeholder()
            + ", "
            + option.variable()
            + " or the key '"
            + option.name()
            + "' in the file of "
            + CONFIG.flag());
  }
}

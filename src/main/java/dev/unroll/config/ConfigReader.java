package dev.unroll.config;

import dev.unroll.core.LoadException;
import dev.unroll.core.Nearest;
import dev.unroll.settings.StrictYaml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Flags, environment and file to one {@link ServerConfig}. What is nearer to the person wins: flag,
 * then environment, then file, then default. Whatever nobody knows or allows stops the start.
 */
public final class ConfigReader {
  private final ConfigFile files;

  ConfigReader(ConfigFile files) {
    this.files = files;
  }

  /** Reads files strictly. */
  public ConfigReader() {
    this(StrictYaml::readMap);
  }

  /**
   * The settings.
   *
   * @param flags values given on the command line, by option name
   * @param environment all of the process's environment; only {@code UNROLL_*} is looked at
   * @throws LoadException naming the source, the name, the value and what is allowed
   */
  public ServerConfig read(Map<String, String> flags, Map<String, String> environment)
      throws LoadException {
    var outer = new LinkedHashMap<String, Written>();
    addVariables(environment, outer);
    addFlags(flags, outer);

    var all = new LinkedHashMap<String, Written>();
    var config = outer.get(Options.CONFIG.name());
    if (config != null) {
      addFile(config, all);
    }
    all.putAll(outer);
    return new Values(all).toConfig();
  }

  private static void addFlags(Map<String, String> flags, Map<String, Written> written)
      throws LoadException {
    for (var flag : flags.entrySet()) {
      if (!Options.names(Option::name).contains(flag.getKey())) {
        var name = "--" + flag.getKey();
        throw new LoadException(
            "unknown flag " + name + Nearest.hint(name, Options.names(Option::flag)));
      }
      written.put(flag.getKey(), new Written("flag --" + flag.getKey(), flag.getValue()));
    }
  }

  private static void addVariables(Map<String, String> environment, Map<String, Written> written)
      throws LoadException {
    var known = Options.names(Option::variable);
    // Sorted, so that of two mistakes the same one is named each time.
    for (var variable : new TreeMap<>(environment).entrySet()) {
      if (!variable.getKey().startsWith(Options.VARIABLE_PREFIX)) {
        continue;
      }
      var place = "environment variable " + variable.getKey();
      if (ServiceLinks.isOne(variable.getKey(), variable.getValue())) {
        throw new LoadException(place + " = '" + variable.getValue() + "': " + ServiceLinks.ADVICE);
      }
      int index = known.indexOf(variable.getKey());
      if (index < 0) {
        throw new LoadException("unknown " + place + Nearest.hint(variable.getKey(), known));
      }
      written.put(Options.all().get(index).name(), new Written(place, variable.getValue()));
    }
  }

  private void addFile(Written config, Map<String, Written> written) throws LoadException {
    var file = Values.parse(Options.CONFIG, config);
    var known =
        Options.names(Option::name).stream()
            .filter(name -> !name.equals(Options.CONFIG.name()))
            .toList();
    for (var entry : files.read(file).entrySet()) {
      var key = String.valueOf(entry.getKey());
      int index = Options.names(Option::name).indexOf(key);
      if (!known.contains(key)) {
        throw new LoadException(file + ": unknown key '" + key + "'" + Nearest.hint(key, known));
      }
      var here = new Written(file + ": key '" + key + "'", String.valueOf(entry.getValue()));
      if (!isScalar(entry.getValue())) {
        throw Values.notAllowed(Options.all().get(index), here);
      }
      written.put(key, here);
    }
  }

  /** Not a map, a list or nothing: these would look like a text. */
  private static boolean isScalar(@Nullable Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }
}

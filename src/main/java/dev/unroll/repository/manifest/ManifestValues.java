package dev.unroll.repository.manifest;

import dev.unroll.core.LoadException;
import dev.unroll.core.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks single values of a manifest; every error names the file and the key. */
record ManifestValues(Path file) {
  LoadException wrong(String key, String what) {
    return new LoadException(file + ": '" + key + "': " + what);
  }

  /** A count of steps, at least 1. */
  int steps(String key, @Nullable Integer written, int otherwise) throws LoadException {
    if (written == null) {
      return otherwise;
    }
    if (written < 1) {
      throw wrong(key, written + " is not at least 1");
    }
    return written;
  }

  /** A word out of few. */
  <T> T oneOf(String key, String written, List<String> allowed, Function<String, T> of)
      throws LoadException {
    if (!allowed.contains(written)) {
      throw wrong(
          key,
          "'"
              + written
              + "' is none of "
              + String.join(", ", allowed)
              + Nearest.hint(written, allowed));
    }
    return of.apply(written);
  }

  /** The one key of a mapping that is given. */
  String exactlyOne(String key, Map<String, Boolean> given) throws LoadException {
    var present = new ArrayList<String>();
    given.forEach((name, isGiven) -> {
      if (isGiven) {
        present.add(name);
      }
    });
    if (present.size() != 1) {
      throw wrong(
          key,
          "has exactly one of "
              + String.join(", ", given.keySet())
              + (present.isEmpty() ? ", not none" : ", not " + String.join(" and ", present)));
    }
    return present.get(0);
  }
}

package dev.unroll.repository.manifest;

import dev.unroll.core.LoadException;
import dev.unroll.core.SpellingHint;
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

  /** Returns a number of steps, or {@code otherwise} if none is written; refuses one below 1. */
  int steps(String key, @Nullable Integer written, int otherwise) throws LoadException {
    if (written == null) {
      return otherwise;
    }
    if (written < 1) {
      throw wrong(key, "is " + written + "; allowed are numbers from 1");
    }
    return written;
  }

  /** Returns the value of a word; refuses one that is not in {@code allowed}. */
  <T> T oneOf(String key, String written, List<String> allowed, Function<String, T> of)
      throws LoadException {
    if (!allowed.contains(written)) {
      throw wrong(
          key,
          "'"
              + written
              + "' is not one of "
              + String.join(", ", allowed)
              + SpellingHint.hint(written, allowed));
    }
    return of.apply(written);
  }

  /** Returns the one key of a mapping that is given; refuses none and several. */
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
          "must have exactly one of "
              + String.join(", ", given.keySet())
              + (present.isEmpty()
                  ? ", but has none"
                  : ", but has " + String.join(" and ", present)));
    }
    return present.get(0);
  }
}

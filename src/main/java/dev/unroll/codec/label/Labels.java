package dev.unroll.codec.label;

import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import dev.unroll.core.Quote;
import dev.unroll.core.SpellingHint;
import dev.unroll.settings.TextFile;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The names of a model's outputs, in the order of their indexes; distinct and not blank. */
public final class Labels {
  /** A larger file is probably another file that was named by mistake. */
  private static final long MAX_BYTES = 16L << 20;

  /** More names are not listed in a fault. */
  private static final int MOST_LISTED = 10;

  private static final int MOST_CHARACTERS = 200;

  private final List<String> names;
  private final Map<String, Integer> indexes;

  private Labels(List<String> names) {
    this.names = names;
    var byName = new HashMap<String, Integer>();
    for (int index = 0; index < names.size(); index++) {
      byName.put(names.get(index), index);
    }
    for (int index = 0; index < names.size(); index++) {
      byName.putIfAbsent(composed(names.get(index)), index);
    }
    this.indexes = Map.copyOf(byName);
  }

  /**
   * Reads a file with one label per line.
   *
   * @throws LoadException if the file is missing, empty, not UTF-8, or has an empty or a repeated
   *     line
   */
  public static Labels read(Path file) throws LoadException {
    var names = TextFile.read(file, MAX_BYTES).lines().map(String::strip).toList();
    if (names.isEmpty()) {
      throw new LoadException(file + ": is empty; write one label per line");
    }
    var lineOf = new HashMap<String, Integer>();
    for (int line = 1; line <= names.size(); line++) {
      var name = names.get(line - 1);
      if (name.isBlank()) {
        throw new LoadException(file + ": line " + line + " is empty; write a label on each line");
      }
      var earlier = lineOf.putIfAbsent(name, line);
      if (earlier != null) {
        throw new LoadException(
            file + ": line " + line + " repeats '" + name + "' of line " + earlier);
      }
    }
    return new Labels(List.copyOf(names));
  }

  /**
   * Returns labels with these names.
   *
   * @throws IllegalArgumentException if there is no name, or one is blank or repeated
   */
  public static Labels of(List<String> names) {
    if (names.isEmpty()
        || names.stream().anyMatch(String::isBlank)
        || names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("labels are distinct and not blank, unlike " + names);
    }
    return new Labels(List.copyOf(names));
  }

  /** Returns the names in the order of their indexes; unmodifiable. */
  public List<String> names() {
    return names;
  }

  /**
   * Returns the indexes of some labels, in the order of the given names.
   *
   * @param field the name of the list in faults
   * @param kind what the names are, in faults, such as {@code "labels"}
   * @throws Fault INVALID_ARGUMENT if a name is not a label, or is given twice
   */
  public int[] indexes(List<String> some, String field, String kind) {
    var seen = new HashSet<Integer>();
    var found = new int[some.size()];
    for (int place = 0; place < found.length; place++) {
      var name = some.get(place);
      var index = indexes.getOrDefault(name, indexes.get(composed(name)));
      var element = field + "[" + place + "]";
      if (index == null) {
        throw Fault.invalid(element, unknown(name, kind));
      }
      if (!seen.add(index)) {
        throw Fault.invalid(element, "is " + Quote.of(name) + " once more; give each once");
      }
      found[place] = index;
    }
    return found;
  }

  private String unknown(String name, String kind) {
    return "is "
        + Quote.of(name)
        + ", which is none of the model's "
        + names.size()
        + " "
        + kind
        + few()
        + (isOfSeveralWords(name) && names.stream().noneMatch(Labels::isOfSeveralWords)
            ? "; each of them is a single word, and the model has no score for several"
            : SpellingHint.hint(name, names));
  }

  /** Returns all names if they are few and short. */
  private String few() {
    var listed = " (" + String.join(", ", names) + ")";
    return names.size() <= MOST_LISTED && listed.length() <= MOST_CHARACTERS ? listed : "";
  }

  private static boolean isOfSeveralWords(String name) {
    return name.strip().codePoints().anyMatch(Character::isWhitespace);
  }

  /** A label may be typed decomposed, as macOS writes Korean, and is the same label. */
  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  public int size() {
    return names.size();
  }
}

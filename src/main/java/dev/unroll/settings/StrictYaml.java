package dev.unroll.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads YAML into records, strictly. Unknown and repeated keys, wrong types, missing values,
 * aliases and second documents are errors.
 *
 * <p>The component {@code maxSteps} of a record stands for the key {@code max_steps}. The key is
 * required unless the component is {@code @Nullable}; an empty value counts as missing. Components
 * are strings, numbers, booleans, enums, records, lists, maps, or {@code Object} for any of these.
 * A record with a static method {@code of(String)} may be written as a string.
 */
public final class StrictYaml {
  /** The largest allowed size of a file. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;

  private static final YAMLMapper MAPPER =
      new YAMLMapper(
          YAMLFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
              .build());

  private StrictYaml() {}

  /**
   * Reads a file.
   *
   * @param type a record
   * @throws LoadException if the file cannot be read or does not fit the record; the message has
   *     the file, and the line or the path of the key
   */
  public static <T> T read(Path file, Class<T> type) throws LoadException {
    return read(file.toString(), TextFile.read(file, MAX_BYTES), type);
  }

  /**
   * Parses a text.
   *
   * @param source names the text in errors
   * @param type a record
   * @throws LoadException as {@link #read(Path, Class)}
   */
  public static <T> T read(String source, String text, Class<T> type) throws LoadException {
    return new RecordBinder(source, false).bind(tree(source, text), type, "");
  }

  /**
   * Reads a file into a map whose keys the caller checks; empty if the file has no keys.
   *
   * @return the keys in the file's order; values are strings, numbers, booleans, lists and maps
   * @throws LoadException as {@link #read(Path, Class)}
   */
  public static Map<String, Object> readMap(Path file) throws LoadException {
    var source = file.toString();
    var tree = mapping(source, TextFile.read(file, MAX_BYTES));
    if (!tree.isObject()) {
      throw new LoadException(source + ": " + Values.shown(tree) + " is not a mapping of keys");
    }
    return MAPPER.convertValue(tree, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private static JsonNode mapping(String source, String text) throws LoadException {
    boolean onlyComments =
        text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
    return onlyComments ? MAPPER.createObjectNode() : tree(source, text);
  }

  private static JsonNode tree(String source, String text) throws LoadException {
    try (var parser = (YAMLParser) MAPPER.createParser(text)) {
      refuseAliases(source, text);
      JsonNode tree = MAPPER.readTree(parser);
      if (tree == null || Values.isAbsent(tree)) {
        throw new LoadException(source + ": is empty");
      }
      if (parser.nextToken() != null) {
        throw new LoadException(
            source + ": line " + line(parser) + ": a second document; one is allowed");
      }
      return tree;
    } catch (JsonProcessingException wrong) {
      throw new LoadException(source + ": " + SyntaxErrors.explain(wrong), wrong);
    } catch (IOException unreachable) {
      throw new LoadException(source + ": cannot be read: " + unreachable, unreachable);
    }
  }

  /** Rejects aliases: Jackson reads {@code *name} as a string, and expansion has no limit. */
  private static void refuseAliases(String source, String text) throws IOException, LoadException {
    try (var parser = (YAMLParser) MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new LoadException(
              source
                  + ": line "
                  + line(parser)
                  + ": aliases (*"
                  + parser.getText()
                  + ") are not supported; write the value out");
        }
      }
    }
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}

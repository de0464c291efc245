package dev.unroll.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.core.LoadException;
import java.util.List;

/**
 * Reads the needed parts of third-party JSON into records. Keys that a record does not have are
 * ignored. The component {@code addedTokens} stands for the key {@code added_tokens}.
 */
public final class ForeignJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String source;
  private final JsonNode tree;

  private ForeignJson(String source, JsonNode tree) {
    this.source = source;
    this.tree = tree;
  }

  /**
   * Parses a text.
   *
   * @param source names the text in errors
   * @throws LoadException if the text is not JSON
   */
  public static ForeignJson read(String source, String text) throws LoadException {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree.isMissingNode()) {
        throw new LoadException(source + ": is empty");
      }
      return new ForeignJson(source, tree);
    } catch (JsonProcessingException wrong) {
      throw new LoadException(source + ": " + SyntaxErrors.explain(wrong), wrong);
    }
  }

  /**
   * Returns the needed parts.
   *
   * @throws LoadException if a value has the wrong type
   */
  public <T> T bind(Class<T> type) throws LoadException {
    return new RecordBinder(source, true).bind(tree, type, "");
  }

  /** Returns all texts that a key has, wherever it is. */
  public List<String> texts(String key) {
    return tree.findValues(key).stream()
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .toList();
  }
}

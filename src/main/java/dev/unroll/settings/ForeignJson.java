package dev.unroll.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.core.LoadException;

/**
 * Reads the needed parts of third-party JSON into records. Keys that a record does not have are
 * ignored. The component {@code addedTokens} stands for the key {@code added_tokens}.
 */
public final class ForeignJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ForeignJson() {}

  /**
   * Parses a text.
   *
   * @param source names the text in errors
   * @throws LoadException if the text is not JSON, or a value has the wrong type
   */
  public static <T> T read(String source, String text, Class<T> type) throws LoadException {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree.isMissingNode()) {
        throw new LoadException(source + ": is empty");
      }
      return new RecordBinder(source, true).bind(tree, type, "");
    } catch (JsonProcessingException wrong) {
      throw new LoadException(source + ": " + SyntaxErrors.explain(wrong), wrong);
    }
  }
}

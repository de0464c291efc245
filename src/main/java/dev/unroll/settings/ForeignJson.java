package dev.unroll.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.core.LoadException;

/**
 * Reads JSON whose format others define into records of the parts that matter here; keys that the
 * record lacks are theirs. A component {@code addedTokens} is the key {@code added_tokens}.
 */
public final class ForeignJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ForeignJson() {}

  /**
   * Reads a text.
   *
   * @param source names the text in errors
   * @throws LoadException where it is not JSON or a part is of another type
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

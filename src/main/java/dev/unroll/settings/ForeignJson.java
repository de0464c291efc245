package dev.unroll.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.core.LoadException;
import java.nio.file.Path;

/**
 * Reads JSON whose format others define into records of the parts that matter here; keys that the
 * record lacks are theirs. A component {@code addedTokens} is the key {@code added_tokens}.
 */
public final class ForeignJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private ForeignJson() {}

  /**
   * The text of a file.
   *
   * @throws LoadException naming the file, where it is missing, larger than {@code maxBytes} or not
   *     UTF-8
   */
  public static String text(Path file, long maxBytes) throws LoadException {
    return TextFile.read(file, maxBytes);
  }

  /**
   * Reads a text.
   *
   * @param source names the text in errors
   * @throws LoadException where it is not JSON or a part is of another type
   */
  public static <T> T read(String source, String text, Class<T> type) throws LoadException {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException wrong) {
      throw new LoadException(source + ": " + Explanation.of(wrong), wrong);
    }
  }
}

package dev.unroll.settings;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads YAML into records, and takes nothing that it does not understand: unknown and repeated
 * keys, wrong types, missing values, aliases and second documents are errors.
 *
 * <p>A component {@code maxSteps} of a record is the key {@code max_steps}. It must be there unless
 * it is {@code @Nullable}. A record with a static method {@code of(String)} may be written as a
 * plain string.
 */
public final class StrictYaml {
  /** The largest file. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;

  private static final YAMLMapper MAPPER = mapper();

  private StrictYaml() {}

  /**
   * Reads a file.
   *
   * @param type a record
   * @throws LoadException naming the file, and the line or the path of the key, where it cannot be
   *     read or does not fit the record
   */
  public static <T> T read(Path file, Class<T> type) throws LoadException {
    return read(file.toString(), TextFile.read(file, MAX_BYTES), type);
  }

  /**
   * Reads a text.
   *
   * @param source names the text in errors
   * @param type a record
   * @throws LoadException as {@link #read(Path, Class)}
   */
  public static <T> T read(String source, String text, Class<T> type) throws LoadException {
    try {
      refuseAliases(source, text);
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException wrong) {
      throw new LoadException(source + ": " + Explanation.of(wrong), wrong);
    } catch (IOException unreachable) {
      throw new LoadException(source + ": cannot be read: " + unreachable, unreachable);
    }
  }

  /**
   * Jackson would take {@code *name} for the string "name"; and without aliases nothing can grow.
   */
  private static void refuseAliases(String source, String text) throws IOException, LoadException {
    try (var parser = (YAMLParser) MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new LoadException(
              source
                  + ": line "
                  + parser.currentTokenLocation().getLineNr()
                  + ": aliases (*"
                  + parser.getText()
                  + ") are not taken; write the value out");
        }
      }
    }
  }

  private static YAMLMapper mapper() {
    var factory =
        YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    var mapper =
        YAMLMapper.builder(factory)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .annotationIntrospector(new RecordIntrospector())
            .addHandler(new PlainStrings())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .withCoercionConfig(
                LogicalType.Textual,
                config -> {
                  config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                  config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                  config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
            .build();
    return mapper;
  }
}

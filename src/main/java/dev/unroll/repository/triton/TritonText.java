package dev.unroll.repository.triton;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.unroll.core.LoadException;
import dev.unroll.settings.TextFile;
import dev.unroll.triton.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A parsed configuration, and its fields that the messages here do not have.
 *
 * @param unknown the unknown fields, in their order
 */
record TritonText(ModelConfig config, ConfigSource source, List<Unknown> unknown) {
  /** Far more than a real configuration needs. */
  private static final long MOST_BYTES = 4 << 20;

  /**
   * The beginning of protobuf's message for unknown names. The other fields have been read by then.
   */
  private static final String UNKNOWN = "Input contains unknown fields and/or extensions:";

  /** The beginning of protobuf's message for a second value of a field, or of a oneof. */
  private static final Pattern REPEATED =
      Pattern.compile("(?:Non-repeated field|Field) \"(?:\\w+\\.)*(\\w+)\"");

  /**
   * A field that the messages here do not have.
   *
   * @param message the name of the message that contains it, such as "ModelInput"
   * @param line the line from 1, or 0 if it is not known
   */
  record Unknown(String message, String field, int line) {}

  /**
   * Reads protobuf's text format.
   *
   * @throws LoadException naming the file and the line
   */
  static TritonText ofFile(Path file) throws LoadException {
    var text = TextFile.read(file, MOST_BYTES);
    var lines = TextFormatParseInfoTree.builder();
    // As Triton's parser, which refuses a second value where one is allowed.
    var parser =
        TextFormat.Parser.newBuilder()
            .setParseInfoTreeBuilder(lines)
            .setSingularOverwritePolicy(
                TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
            .build();
    var config = ModelConfig.newBuilder();
    var unknown = new ArrayList<Unknown>();
    try {
      // The parser must not allow unknown names, since protobuf would write them to its own log.
      parser.merge(text, config);
    } catch (TextFormat.ParseException e) {
      var message = String.valueOf(e.getMessage());
      int start = message.indexOf(UNKNOWN);
      if (start < 0) {
        var source = new ConfigSource(file.toString(), null);
        throw source.wrong(e.getLine(), reason(message));
      }
      message
          .substring(start + UNKNOWN.length())
          .lines()
          .skip(1)
          .forEach(line -> unknown.add(unknown(line)));
    }
    var source = new ConfigSource(file.toString(), lines.build());
    return new TritonText(config.build(), source, List.copyOf(unknown));
  }

  /** Returns the parser's reason without the position, which the caller adds. */
  private static String reason(String message) {
    var repeated = REPEATED.matcher(message);
    return repeated.find()
        ? "'"
            + repeated.group(1)
            + "' is given again, or beside a field that excludes it; give"
            + " one value"
        : message.replaceFirst("^\\d+:\\d+: ", "");
  }

  /** Parses a line such as "12:3:\tinference.ModelInput.reshape". */
  private static Unknown unknown(String line) {
    var place = line.substring(0, line.indexOf(':'));
    var names = line.substring(line.lastIndexOf(':') + 1).strip().split("\\.", -1);
    return new Unknown(names[names.length - 2], names[names.length - 1], Integer.parseInt(place));
  }

  /**
   * Reads protobuf's JSON.
   *
   * @throws LoadException naming the problem
   */
  static TritonText ofJson(String json) throws LoadException {
    var source = new ConfigSource("the configuration that was given", null);
    var config = ModelConfig.newBuilder();
    var tree = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, tree);
      JsonFormat.parser().ignoringUnknownFields().merge(json, config);
    } catch (InvalidProtocolBufferException e) {
      throw source.wrong(0, "is not a valid model configuration as JSON: " + e.getMessage());
    }
    var unknown = new ArrayList<Unknown>();
    collect(tree.build(), ModelConfig.getDescriptor(), unknown);
    return new TritonText(config.build(), source, List.copyOf(unknown));
  }

  private static void collect(Struct struct, Descriptor type, List<Unknown> unknown) {
    struct
        .getFieldsMap()
        .forEach((name, value) -> {
          var field = field(type, name);
          if (field == null) {
            unknown.add(new Unknown(type.getName(), name, 0));
          } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && !field.isMapField()) {
            collect(value, field.getMessageType(), unknown);
          }
        });
  }

  private static void collect(Value value, Descriptor type, List<Unknown> unknown) {
    if (value.hasStructValue()) {
      collect(value.getStructValue(), type, unknown);
    }
    value.getListValue().getValuesList().forEach(item -> collect(item, type, unknown));
  }

  /**
   * Returns the field of that name, which JSON may write in snake case or camel case; null if there
   * is none.
   */
  private static @org.jspecify.annotations.Nullable FieldDescriptor field(
      Descriptor type, String name) {
    return type.getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst()
        .orElse(null);
  }
}

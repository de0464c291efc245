package dev.unroll.repository.triton;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormatParseInfoTree;
import dev.unroll.core.LoadException;
import dev.unroll.triton.ModelConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration was read, so that errors can point at it.
 *
 * @param name a file, or what else it was
 * @param lines where in it the fields are; null where it has no lines to speak of
 */
public record ConfigSource(String name, @Nullable TextFormatParseInfoTree lines) {
  /**
   * A value does not do.
   *
   * @param path to the field: {@code input[0].dims}
   * @param what is wrong with it, and what is allowed
   */
  LoadException wrong(String path, String what) {
    return wrong(line(path), "'" + path + "': " + what);
  }

  /**
   * @param line from 1, or 0 where it is not known
   */
  LoadException wrong(int line, String what) {
    return new LoadException(name + (line > 0 ? ":" + line : "") + ": " + what);
  }

  /** The line of the deepest part of the path that was written, from 1; 0: none is known. */
  private int line(String path) {
    var tree = lines;
    Descriptor type = ModelConfig.getDescriptor();
    int line = 0;
    for (var part : path.split("\\.", -1)) {
      int bracket = part.indexOf('[');
      int index =
          bracket < 0 ? 0 : Integer.parseInt(part.substring(bracket + 1, part.length() - 1));
      FieldDescriptor field = type.findFieldByName(bracket < 0 ? part : part.substring(0, bracket));
      if (tree == null || field == null || tree.getLocations(field).size() <= index) {
        return line;
      }
      line = tree.getLocation(field, index).getLine() + 1;
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        return line;
      }
      var nested = tree.getNestedTrees(field);
      tree = index < nested.size() ? nested.get(index) : null;
      type = field.getMessageType();
    }
    return line;
  }
}

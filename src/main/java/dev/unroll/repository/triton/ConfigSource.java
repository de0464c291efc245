package dev.unroll.repository.triton;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormatParseInfoTree;
import dev.unroll.core.LoadException;
import dev.unroll.triton.ModelConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration was read from, for errors.
 *
 * @param name the file, or a description of the source
 * @param lines the positions of the fields; null if the source has no lines
 */
public record ConfigSource(String name, @Nullable TextFormatParseInfoTree lines) {
  /**
   * Returns the exception for a wrong value.
   *
   * @param path the path of the field, such as {@code input[0].dims}
   * @param what is wrong with it, and what is allowed
   */
  LoadException wrong(String path, String what) {
    return wrong(line(path), "'" + path + "': " + what);
  }

  /**
   * Returns the exception for a wrong line.
   *
   * @param line the line from 1, or 0 if it is not known
   */
  LoadException wrong(int line, String what) {
    return new LoadException(name + (line > 0 ? ":" + line : "") + ": " + what);
  }

  /**
   * Returns the line, from 1, of the deepest part of the path that is present; 0 if none is known.
   */
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

package dev.unroll.plan.graph;

import com.google.protobuf.Message;
import dev.unroll.core.LoadException;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.StringStringEntryProto;
import dev.unroll.onnx.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks weights in external files. The model names these files, so a file is only opened once it
 * is known to lie in the model's own folder.
 */
final class ExternalWeights {
  private final String modelName;
  private final Path folder;
  private final Set<String> checked = new HashSet<>();

  private ExternalWeights(String modelName, Path folder) {
    this.modelName = modelName;
    this.folder = folder;
  }

  /**
   * @param file the model's file; external files are relative to its folder
   * @throws LoadException naming a location that is outside the folder or not a file
   */
  static void check(Path file, ModelProto model) throws LoadException {
    var absolute = file.toAbsolutePath();
    var folder = absolute.getParent();
    new ExternalWeights(
            String.valueOf(file.getFileName()), folder == null ? absolute.getRoot() : folder)
        .walk(model);
  }

  /** Tensors may be anywhere: in attributes, in subgraphs, in functions. */
  private void walk(Message message) throws LoadException {
    if (message instanceof TensorProto tensor
        && tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      check(tensor);
    }
    for (var value : message.getAllFields().values()) {
      if (value instanceof Message nested) {
        walk(nested);
      } else if (value instanceof List<?> list) {
        for (var element : list) {
          if (!(element instanceof Message nested)) {
            break;
          }
          walk(nested);
        }
      }
    }
  }

  private void check(TensorProto tensor) throws LoadException {
    var locations =
        tensor.getExternalDataList().stream()
            .filter(entry -> entry.getKey().equals("location"))
            .map(StringStringEntryProto::getValue)
            .toList();
    if (locations.size() != 1) {
      throw new LoadException(
          modelName
              + ": weight '"
              + tensor.getName()
              + "' lies in a file beside the model and has "
              + locations.size()
              + " locations; allowed is one");
    }
    var location = locations.get(0);
    if (checked.add(location)) {
      check(location);
    }
  }

  private void check(String location) throws LoadException {
    try {
      var relative = Path.of(location);
      // ONNX Runtime marks addresses in its own memory with an asterisk.
      if (location.isEmpty()
          || location.contains("*")
          || relative.isAbsolute()
          || location.startsWith("\\")
          || leavesByName(relative)) {
        throw leaves(location);
      }
      var file = folder.resolve(relative);
      if (!Files.isRegularFile(file)) {
        throw new LoadException(
            modelName + ": its weights' file '" + location + "' is not in the model's folder");
      }
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw leaves(location);
      }
    } catch (InvalidPathException e) {
      throw leaves(location);
    } catch (IOException e) {
      throw new LoadException(
          modelName + ": its weights' file '" + location + "' cannot be read: " + e, e);
    }
  }

  private static boolean leavesByName(Path relative) {
    for (var part : relative) {
      if (part.toString().equals("..")) {
        return true;
      }
    }
    return false;
  }

  private LoadException leaves(String location) {
    return new LoadException(
        modelName
            + ": the location '"
            + location
            + "' of its weights is refused; allowed are files inside the model's folder");
  }
}

package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The names of the graphs in a version's folder. */
public final class VersionFiles {
  static final String MODEL = "model.onnx";
  public static final String ENCODER = "encoder.onnx";
  public static final String DECODER = "decoder.onnx";

  /** All names that a graph may have. */
  public static final List<String> NAMES = List.of(MODEL, ENCODER, DECODER);

  private static final String GRAPH_ENDING = ".onnx";

  /** More would only make the message long. */
  private static final int FILES_SHOWN = 5;

  private VersionFiles() {}

  /**
   * Returns whether the folder has the two graphs of a generator, and not one graph.
   *
   * @throws LoadException if it has neither, or both
   */
  static boolean isGenerator(Path folder) throws LoadException {
    boolean hasModel = Files.exists(folder.resolve(MODEL));
    boolean hasEncoder = Files.exists(folder.resolve(ENCODER));
    boolean hasDecoder = Files.exists(folder.resolve(DECODER));
    if (hasModel && (hasEncoder || hasDecoder)) {
      throw new LoadException(
          "holds both "
              + MODEL
              + " and a generator's "
              + ENCODER
              + " or "
              + DECODER
              + "; keep one or the other");
    }
    if (hasEncoder != hasDecoder) {
      var missing = hasEncoder ? DECODER : ENCODER;
      var present = hasEncoder ? ENCODER : DECODER;
      throw LoadException.incomplete(
          "holds "
              + present
              + " but no "
              + missing
              + "; a generator needs both"
              + rename(folder, missing));
    }
    if (!hasModel && !hasEncoder) {
      throw none(folder);
    }
    return hasEncoder;
  }

  /** Returns the exception for a folder without any graph. */
  public static LoadException none(Path folder) {
    var neither = "holds neither " + MODEL + " nor " + ENCODER + " and " + DECODER;
    var rename = rename(folder, MODEL);
    // A graph under another name does not get the right one by itself.
    return rename.isEmpty()
        ? LoadException.incomplete(neither)
        : new LoadException(neither + rename);
  }

  /** Returns what to do with graphs of other names; empty if there are none. */
  private static String rename(Path folder, String to) {
    try (var files = Files.list(folder)) {
      var others =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(GRAPH_ENDING) && !NAMES.contains(name))
              .sorted()
              .limit(FILES_SHOWN)
              .toList();
      return others.isEmpty() ? "" : "; rename " + String.join(" or ", others) + " to " + to;
    } catch (IOException unreadable) {
      return "";
    }
  }
}

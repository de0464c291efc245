package dev.unroll.server;

import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import dev.unroll.core.Sequence;
import dev.unroll.inspect.JsonText;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.execution.DifferenceListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * Writes rows whose answers were wrong into a folder, one JSON file per version. It is used only if
 * the settings name a folder, because the rows hold what users have sent.
 */
final class WrongAnswerFiles implements DifferenceListener {
  static final Option<Path> VERIFY_KEEP =
      Option.optional(
          "verify-keep",
          ValueType.folder(),
          "The folder that keeps inputs whose answers were found wrong, one file per version. The files"
              + " hold what users have sent. If it is not set, none are kept.");

  /** The largest number of files in the folder. Further rows are not kept. */
  static final int MOST_FILES = 100;

  private static final System.Logger LOG = System.getLogger(WrongAnswerFiles.class.getName());

  private final Path folder;
  private final Executor writer;

  /**
   * @param writer runs the writes, so that a lane does not wait for the disk
   */
  WrongAnswerFiles(Path folder, Executor writer) {
    this.folder = folder;
    this.writer = writer;
  }

  /** Returns an instance that writes each file on a new thread. */
  static WrongAnswerFiles in(Path folder) {
    return new WrongAnswerFiles(
        folder,
        task -> {
          var thread = new Thread(task, "unroll-keep");
          thread.setDaemon(true);
          thread.start();
        });
  }

  @Override
  public void differed(WrongRow row) {
    writer.execute(() -> write(row));
  }

  private void write(WrongRow row) {
    var name = row.model().name() + "-" + row.model().version() + ".json";
    try {
      Files.createDirectories(folder);
      try (var files = Files.list(folder)) {
        if (files.count() >= MOST_FILES) {
          LOG.log(
              Level.WARNING,
              "{0} holds {1} files; the row that made model {2} differ is not kept",
              folder,
              Integer.toString(MOST_FILES),
              row.model());
          return;
        }
      }
      var file = folder.resolve(name);
      Files.writeString(
          file,
          JsonText.of(json(row)) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
      LOG.log(Level.INFO, "the row that made model {0} differ is kept in {1}", row.model(), file);
    } catch (IOException e) {
      LOG.log(Level.WARNING, folder + ": the row that made a model differ cannot be kept", e);
    }
  }

  private static Map<String, Object> json(WrongRow row) {
    var json = new LinkedHashMap<String, Object>();
    json.put("model", row.model().name());
    json.put("version", row.model().version());
    json.put("finding", row.disagreement().words());
    if (row.input() instanceof Sequence.Ids ids) {
      json.put("token_ids", Arrays.stream(ids.ids()).boxed().toList());
    } else if (row.input() instanceof Sequence.Vectors vectors) {
      json.put("width", vectors.width());
      json.put("vectors", numbers(vectors.values()));
    }
    var states = new TreeMap<String, Object>();
    row.states().forEach((name, values) -> states.put(name, numbers(values)));
    json.put("states", states);
    json.put("answered", outputs(row.answered()));
    json.put("alone", outputs(row.alone()));
    return json;
  }

  private static Map<String, Object> outputs(List<Output> outputs) {
    var json = new LinkedHashMap<String, Object>();
    for (var output : outputs) {
      json.put(output.facts().name(), answer(output));
    }
    return json;
  }

  private static Map<String, Object> answer(Output output) {
    var json = new LinkedHashMap<String, Object>();
    json.put("steps", output.steps());
    json.put("values", numbers(output.values()));
    return json;
  }

  /** Returns the values for JSON, which has no NaN and infinities: they become strings. */
  private static List<Object> numbers(float[] values) {
    var numbers = new ArrayList<Object>(values.length);
    for (float value : values) {
      numbers.add(Float.isFinite(value) ? (Object) value : Float.toString(value));
    }
    return numbers;
  }
}

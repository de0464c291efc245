package dev.unroll.client;

import dev.unroll.client.print.Columns;
import dev.unroll.client.print.JsonPrinter;
import dev.unroll.client.print.ModelWords;
import dev.unroll.client.print.Screen;
import dev.unroll.client.print.StageWords;
import dev.unroll.v1.Model;
import dev.unroll.v1.State;
import dev.unroll.v1.TensorInfo;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints models as a table, or one model in detail. */
public final class ModelPrinter {
  private static final List<String> HEADINGS =
      List.of(
          "NAME",
          "VERSION",
          "STATE",
          "TASK",
          "PLAN",
          "DEVICE",
          "INPUTS",
          "LABELS",
          "PARAMETERS",
          "OUTPUT");
  private static final int LABELS_SHOWN = 20;

  private final PrintStream out;
  private final Screen screen;

  ModelPrinter(PrintStream out, Screen screen) {
    this.out = out;
    this.screen = screen;
  }

  /**
   * Lists a server's models, or describes one of them.
   *
   * @param name the model to describe; null to list all
   * @param screen the terminal; null to print one JSON object per line
   */
  public static void show(
      ModelClient client, @Nullable String name, @Nullable Screen screen, PrintStream out)
      throws CallFailure {
    var models = name == null ? client.list() : List.of(client.describe(name));
    if (screen == null) {
      models.forEach(model -> out.println(JsonPrinter.line(model)));
    } else if (name == null) {
      new ModelPrinter(out, screen).printTable(models);
    } else {
      new ModelPrinter(out, screen).print(models.get(0));
    }
  }

  /** Prints one line per model, and below the table why some are not served. */
  void printTable(List<Model> models) {
    if (models.isEmpty()) {
      out.println("no models");
      return;
    }
    var rows = Stream.concat(Stream.of(HEADINGS), models.stream().map(this::cells)).toList();
    var widths = widths(rows);
    for (int index = 0; index < rows.size(); index++) {
      var line = line(rows.get(index), widths);
      out.println(
          index == 0
              ? screen.dim(line)
              : models.get(index - 1).getState() == State.STATE_FAILED ? screen.red(line) : line);
    }
    models.stream().filter(model -> !model.getReason().isEmpty()).forEach(this::printReason);
  }

  /** Prints all facts about a model. */
  void print(Model model) {
    var description = Columns.printable(model.getDescription());
    out.println(screen.bold(model.getName()) + (description.isEmpty() ? "" : "  " + description));
    field("version", version(model));
    field("state", ModelWords.state(model.getState()));
    if (!model.getReason().isEmpty()) {
      field(isServed(model) ? "failed" : "reason", reason(model));
    }
    if (model.getState() != State.STATE_READY) {
      return;
    }
    field("task", ModelWords.task(model.getTask()));
    field("plan", model.getPlan() + batching(model));
    model.getStagesList().forEach(stage -> field("stage", StageWords.of(stage)));
    model.getRefusedList().forEach(refused -> field("excluded", StageWords.refusal(refused)));
    model.getWarningsList().forEach(warning -> field("warning", StageWords.refusal(warning)));
    field("device", model.getDevice());
    if (model.getParameters() > 0) {
      field("parameters", parameters(model));
    }
    field("takes", kinds(model) + steps(model));
    if (model.getVocabularySize() > 0) {
      field("vocabulary", model.getVocabularySize() + " ids");
    }
    model.getInputsList().forEach(tensor -> field("input", tensor(tensor)));
    model.getOutputsList().forEach(tensor -> field("output", tensor(tensor)));
    if (model.getLabelsCount() > 0) {
      field("labels", labels(model));
    }
    if (!model.getBlank().isEmpty()) {
      field("blank", Columns.printable(model.getBlank()));
    }
    if (model.hasExample()) {
      field("example", InputText.shown(model.getExample()));
    }
  }

  private static String batching(Model model) {
    if (model.getBatchInvariant()) {
      return ", bit-identical in any batch";
    }
    return model.getProofDifference() > 0
        ? String.format(Locale.ROOT, ", batching changes at most %.1e", model.getProofDifference())
        : "";
  }

  private void field(String name, String value) {
    out.println("  " + screen.dim(Columns.pad(name, 12)) + value);
  }

  private void printReason(Model model) {
    out.println();
    out.println(screen.red(model.getName() + ": ") + reason(model));
  }

  private static boolean isServed(Model model) {
    return model.getState() == State.STATE_READY;
  }

  /** Returns what failed, and what is served nevertheless. */
  private static String reason(Model model) {
    long failed = model.getFailedVersion();
    var reason = Columns.printable(model.getReason());
    if (!isServed(model)) {
      return failed == 0 ? reason : "version " + failed + ": " + reason;
    }
    // A library's message may be a sentence, and here more follows.
    reason = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    if (failed == model.getVersion()) {
      return "the changed files of version "
          + failed
          + ": "
          + reason
          + "; the version is served as it was before the change";
    }
    return (failed == 0 ? "" : "version " + failed + ": ")
        + reason
        + "; version "
        + model.getVersion()
        + " is served";
  }

  private List<String> cells(Model model) {
    return List.of(
        model.getName(),
        version(model),
        ModelWords.state(model.getState()),
        ModelWords.task(model.getTask()),
        orDash(model.getPlan()),
        orDash(model.getDevice()),
        orDash(kinds(model)),
        model.getLabelsCount() == 0 ? "-" : Integer.toString(model.getLabelsCount()),
        model.getParameters() == 0 ? "-" : parameters(model),
        model.getOutputsCount() == 0 ? "-" : ModelWords.shape(model.getOutputs(0)));
  }

  private static String parameters(Model model) {
    return String.format(Locale.ROOT, "%,d", model.getParameters());
  }

  private static String version(Model model) {
    return model.getVersion() == 0 ? "-" : Long.toString(model.getVersion());
  }

  private static String kinds(Model model) {
    return model.getInputKindsList().stream()
        .map(ModelWords::kind)
        .collect(Collectors.joining(", "));
  }

  private static String steps(Model model) {
    if (model.getMaxSteps() == 0) {
      return "";
    }
    return model.getMinSteps() == model.getMaxSteps()
        ? ", exactly " + model.getMaxSteps() + " steps"
        : ", at most " + model.getMaxSteps() + " steps";
  }

  private static String tensor(TensorInfo tensor) {
    return Columns.printable(tensor.getName())
        + "  "
        + tensor.getElementType()
        + " "
        + ModelWords.shape(tensor);
  }

  private static String labels(Model model) {
    int count = model.getLabelsCount();
    return model.getLabelsList().stream()
            .limit(LABELS_SHOWN)
            .map(Columns::printable)
            .collect(Collectors.joining(" "))
        + (count > LABELS_SHOWN ? " … (" + count + ")" : "");
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static int[] widths(List<List<String>> rows) {
    var widths = new int[HEADINGS.size()];
    for (var row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], Columns.width(row.get(column)));
      }
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(Columns.pad(cells.get(column), widths[column] + 2));
    }
    return line.toString().stripTrailing();
  }
}

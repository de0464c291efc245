package dev.unroll.cli;

import dev.unroll.bench.report.HtmlReport;
import dev.unroll.bench.report.JsonReport;
import dev.unroll.bench.report.Report;
import dev.unroll.bench.report.TableReport;
import dev.unroll.client.UsageException;
import dev.unroll.core.LoadException;
import dev.unroll.inspect.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for the report's outputs. */
final class BenchOutputFlags {
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--json",
      paramLabel = "FILE|-",
      description = "The report as JSON. -: on standard output; the table goes to standard error.")
  private @Nullable String json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "The report as an HTML page with charts.")
  private @Nullable String html;

  /** Checks the files before the run, so that a mistake is reported at once. */
  void check() throws UsageException {
    if (json != null && !json.equals(STANDARD_OUTPUT)) {
      check("--json", json);
    }
    if (html != null) {
      check("--html", html);
    }
  }

  private static void check(String flag, String file) throws UsageException {
    try {
      var path = Path.of(file).toAbsolutePath();
      var folder = path.getParent();
      if (Files.isDirectory(path) || folder == null) {
        throw new UsageException(flag + " = '" + file + "': is a folder; allowed is a file");
      }
      if (!Files.isWritable(Files.exists(path) ? path : folder)) {
        throw new UsageException(flag + " = '" + file + "': cannot be written there");
      }
    } catch (InvalidPathException unwritable) {
      throw new UsageException(flag + " = '" + file + "': " + unwritable.getReason());
    }
  }

  void write(Report report, PrintStream out, PrintStream errors) throws LoadException {
    var text = JsonText.of(JsonReport.of(report)) + "\n";
    if (STANDARD_OUTPUT.equals(json)) {
      TableReport.print(report, errors);
      out.print(text);
    } else {
      TableReport.print(report, out);
      write(json, text);
    }
    write(html, html == null ? "" : HtmlReport.of(report, text));
  }

  private static void write(@Nullable String file, String text) throws LoadException {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(Path.of(file), text);
    } catch (IOException e) {
      throw new LoadException(file + " cannot be written: " + e.getMessage());
    }
  }
}

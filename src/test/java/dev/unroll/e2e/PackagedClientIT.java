package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's commands out of the jar that users get, which leaves most of some libraries out. */
class PackagedClientIT {
  private static final Pattern DRAWN =
      Pattern.compile("<canvas aria-label=\"([^\"]+)\" role=\"img\" width=\"[1-9]");

  @TempDir private Path folder;

  @Test
  void call_koreanExample_hasItsTagsInColumns() throws Exception {
    try (var server = ServerProcess.serve(folder, Folders.bundled());
        var call = ServerProcess.start(folder, "call", "--to", target(server), "pos-ko")) {
      assertEquals(0, call.exitCode(), call::errors);
      assertEquals(
          List.of(
              "> 나는 어제 학교에서 친구를 만났다",
              "나는  어제  학교에서  친구를  만났다",
              "PRON  NOUN  ADV       NOUN    VERB"),
          call.out().lines().limit(3).toList());
    }
  }

  @Test
  void call_overTls_withKeysInTheirTraditionalForm_isAnswered() throws Exception {
    var one = Certificates.make(folder, "one").traditional();
    var models = Files.createDirectory(folder.resolve("models"));
    Folders.zoo(models, "gru_last");
    var certificate = one.certificate().toString();
    var key = one.key().toString();
    try (var server =
            ServerProcess.serve(
                folder,
                models,
                "--tls-certificate",
                certificate,
                "--tls-key",
                key,
                "--tls-client-ca",
                certificate);
        var call =
            ServerProcess.start(
                folder,
                "models",
                "--to",
                "localhost:" + server.port(),
                "--ca",
                certificate,
                "--certificate",
                certificate,
                "--key",
                key)) {
      assertEquals(0, call.exitCode(), call::errors);
      assertTrue(call.out().contains("gru_last"), call::out);
    }
  }

  @Test
  void bench_page_hasItsLibraryInIt() throws Exception {
    assertTrue(Files.readString(page()).contains("* Chart.js v"));
  }

  /** Runs where there is a Chromium; {@code .ci/run} installs Debian's package. */
  @Test
  void bench_page_isDrawnByABrowser_withoutComplaint() throws Exception {
    var chromium = Programs.find("CHROMIUM", "chromium");
    var dom = folder.resolve("dom.html");
    var console = folder.resolve("console.txt");
    var browser =
        new ProcessBuilder(
                chromium,
                "--headless",
                // Root, as in a container, has none.
                "--no-sandbox",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page().toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(console.toFile())
            .start();
    try {
      assertTrue(browser.waitFor(1, TimeUnit.MINUTES), "the browser does not end");
    } finally {
      browser.destroyForcibly();
    }
    var said = Files.readString(console);
    assertFalse(said.contains("CONSOLE"), said);
    assertEquals(
        List.of(
            "Latency by percentile", "Latency over time", "Answers over time", "Latency by length"),
        DRAWN.matcher(Files.readString(dom)).results().map(result -> result.group(1)).toList(),
        said);
  }

  private Path page() throws Exception {
    var models = Files.createDirectories(folder.resolve("models"));
    Folders.zoo(models, "gru_last");
    var page = folder.resolve("page.html");
    try (var server = ServerProcess.serve(folder, models);
        var bench =
            ServerProcess.start(
                folder,
                "bench",
                "--to=" + target(server),
                "--model=gru_last",
                "--lengths=bimodal:3x1,30x1",
                "--warm-up=200ms",
                "--duration=2s",
                "--html=" + page)) {
      assertEquals(0, bench.exitCode(), bench::errors);
    }
    return page;
  }

  private static String target(ServerProcess server) {
    return "127.0.0.1:" + server.port();
  }
}

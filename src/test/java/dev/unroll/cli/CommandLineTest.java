package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.server.ServerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir Path models;

  private final List<ServerConfig> served = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void serve_flags_reachTheServer() {
    assertEquals(7, run("serve", "--models", models.toString(), "--port=0", "--reflection=false"));
    assertEquals(0, served.get(0).grpc().port());
    assertEquals(models, served.get(0).repository().models());
    assertTrue(!served.get(0).grpc().reflection());
  }

  @Test
  void serve_bareSwitch_meansTrue() {
    run("serve", "--channelz", "--models", models.toString());
    assertTrue(served.get(0).grpc().channelz());
  }

  @Test
  void serve_help_namesEveryOption() {
    assertEquals(0, run("serve", "--help"));
    ServerConfig.OPTIONS.forEach(option -> assertTrue(out.toString().contains(option.flag())));
  }

  @Test
  void serve_badFlag_isUsage() {
    assertUsage(
        "flag --port = 'abc': allowed is a whole number from 0 to 65535",
        "serve",
        "--models",
        models.toString(),
        "--port",
        "abc");
  }

  @Test
  void serve_unknownFlag_namesNearest() {
    assertUsage("unknown flag --prot; did you mean '--port'?", "serve", "--prot=1");
  }

  @Test
  void call_unknownFlagWithoutNearOne_pointsToHelp() {
    assertUsage("unknown flag --tokens; see unroll call --help", "call", "m", "--tokens", "1,2");
  }

  @Test
  void call_textWithoutQuotes_saysToQuoteIt() {
    assertUsage(
        "one argument too many: 'good'; put a text with spaces in quotes, or see unroll call --help",
        "call",
        "m",
        "very",
        "good");
  }

  @Test
  void serve_flagTwice_isUsage() {
    assertUsage(
        "option '--port' (N) should be specified only once", "serve", "--port=1", "--port=2");
  }

  @Test
  void main_unknownCommand_namesNearest() {
    assertUsage("unknown command 'serv'; did you mean 'serve'?", "serv");
  }

  @Test
  void main_noCommand_isUsage() {
    assertUsage("no command given; see unroll --help");
  }

  @Test
  void main_version_isPrinted() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().startsWith("unroll "));
  }

  @Test
  void call_twoInputs_isUsage() {
    assertUsage(
        "give one kind of input: INPUT, --text, --ids, --vectors, --image or --input",
        "call",
        "m",
        "--ids=1",
        "--text=a");
  }

  @Test
  void call_textThatBeginsWithAt_isNoFile() {
    assertUsage(
        "'x' is not a call; allowed: one-to-many, many-to-one, many-to-many, stream",
        "call",
        "m",
        "@nobody",
        "--rpc=x");
  }

  @Test
  void call_badDeadline_isUsage() {
    assertUsage(
        "--deadline = '5': allowed is a duration: 500ms, 10s, 2m", "call", "m", "--deadline=5");
  }

  @Test
  void call_noServer_isAFaultOfOneLine() {
    assertEquals(1, run("call", "m", "x", "--to=127.0.0.1:1"));
    assertEquals(1, errors.toString().lines().count());
    assertTrue(errors.toString().startsWith("unroll: UNAVAILABLE: no server answers at 127.0.0.1"));
  }

  @Test
  void arguments_inThePosixLocale_areReadBackAsTyped() {
    assertEquals(
        List.of("call", "m", "좋다", ""),
        List.of(
            Arguments.recovered(
                new String[] {"call", "m", "??", ""}, "java\0-jar\0unroll.jar\0call\0m\0좋다\0\0")));
  }

  private void assertUsage(String expected, String... arguments) {
    assertEquals(2, run(arguments));
    assertEquals("unroll: " + expected + System.lineSeparator(), errors.toString());
  }

  private int run(String... arguments) {
    return Commands.commandLine(
            config -> {
              served.add(config);
              return 7;
            })
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }
}

package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.Commands;
import dev.unroll.repository.Folders;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command of docs/TUTORIAL.md prints what the page says. */
class TutorialPageTest {
  private static final Path PAGE = Path.of("docs/TUTORIAL.md");
  private static final int CALLS_AT_LEAST = 20;
  private static final Map<String, ServerHarness> SERVERS = new HashMap<>();

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(ServerHarness::close);
  }

  static List<PageCommand> commands() throws Exception {
    return PageCommand.of(PAGE);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void command_printsWhatThePageSays(PageCommand command) throws Exception {
    var printed = run(command);
    if (command.isCall()) {
      assertEquals(command.answer(), printed, () -> String.join("\n", printed));
    } else {
      var answer = command.answer().stream().map(TutorialPageTest::lasting).toList();
      assertEquals(answer, inOrder(answer, printed), printed::toString);
    }
  }

  @Test
  void page_callsEveryNetworkOfTheTutorial() throws Exception {
    var called =
        commands().stream()
            .filter(PageCommand::isCall)
            .map(command -> command.words().get(1))
            .collect(Collectors.toSet());
    var networks = Folders.modelsIn(Folders.tutorial());
    assertTrue(called.containsAll(networks), () -> called + " lacks some of " + networks);
    assertTrue(commands().stream().filter(PageCommand::isCall).count() >= CALLS_AT_LEAST);
  }

  /** The page may leave out lines of long descriptions; what it has must be there, in its order. */
  private static List<String> inOrder(List<String> wanted, List<String> printed) {
    var found = new ArrayList<String>();
    for (var line : printed) {
      if (found.size() < wanted.size() && line.equals(wanted.get(found.size()))) {
        found.add(line);
      }
    }
    return found;
  }

  /** Returns the lines that a command prints, without those of times. */
  private static List<String> run(PageCommand command) throws Exception {
    var words = new ArrayList<>(command.words());
    if (command.needsServer()) {
      words.add("--to=127.0.0.1:" + server(command.models()).port());
    }
    var printed = new ByteArrayOutputStream();
    var standard = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      var commands = Commands.commandLine(config -> 0);
      assertEquals(0, commands.execute(words.toArray(String[]::new)));
    } finally {
      System.setOut(standard);
    }
    return printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("queue "))
        .map(TutorialPageTest::lasting)
        .toList();
  }

  /** Returns a line without what depends on the machine's instructions. */
  private static String lasting(String line) {
    return line.stripTrailing().replaceFirst(", (bit-identical|batching changes) .*", "");
  }

  private static ServerHarness server(String models) throws Exception {
    var running = SERVERS.get(models);
    if (running == null) {
      running = ServerHarness.start(Path.of(models));
      SERVERS.put(models, running);
    }
    return running;
  }
}

package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.triton.GRPCInferenceServiceGrpc;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/COMPATIBILITY.md to the service, and to the clients that are installed for its tests.
 */
class CompatibilityPageTest {
  private static final Path PAGE = Path.of("docs/COMPATIBILITY.md");
  private static final Path CLIENTS = Path.of("src/test/clients");
  private static final Pattern RPC =
      Pattern.compile(
          "^\\| `([A-Z]\\w+)` \\| (same|different|not there) \\| .*", Pattern.MULTILINE);
  private static final Pattern PACKAGE =
      Pattern.compile("^(tritonclient|kserve)(?:\\[.*])?==(\\S+)$", Pattern.MULTILINE);
  private static final Pattern PROGRAM =
      Pattern.compile("^(GRPCURL|PERF_ANALYZER)=v?(\\S+)$", Pattern.MULTILINE);

  @Test
  void page_hasARowForEveryCallOfTheService() throws IOException {
    var page =
        RPC.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)).sorted().toList();
    var service =
        GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods().stream()
            .map(MethodDescriptor::getBareMethodName)
            .sorted()
            .toList();
    assertEquals(service, page);
  }

  @Test
  void page_namesTheVersionsThatTheTestsInstall() throws IOException {
    var page = Files.readString(PAGE);
    var pinned =
        List.of(
            PACKAGE.matcher(Files.readString(CLIENTS.resolve("requirements.txt"))),
            PROGRAM.matcher(Files.readString(CLIENTS.resolve("install"))));
    var clients = pinned.stream().flatMap(matcher -> matcher.results()).toList();
    assertEquals(4, clients.size());
    for (MatchResult client : clients) {
      var name = client.group(1).toLowerCase(java.util.Locale.ROOT);
      assertTrue(
          Pattern.compile("\\| " + name + "\\S* " + Pattern.quote(client.group(2)) + " \\|")
              .matcher(page)
              .find(),
          () -> PAGE + " has no row of " + name + " " + client.group(2));
    }
  }
}

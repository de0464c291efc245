package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's commands out of the jar that users get, which leaves most of some libraries out. */
class PackagedClientIT {
  @Test
  void call_koreanExample_hasItsTagsInColumns(@TempDir Path folder) throws Exception {
    try (var server = ServerProcess.serve(folder, ModelFolders.bundled());
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

  private static String target(ServerProcess server) {
    return "127.0.0.1:" + server.port();
  }
}

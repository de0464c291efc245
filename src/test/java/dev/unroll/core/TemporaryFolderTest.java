package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @TempDir Path folder;

  @Test
  void folder_withSpaceForTheLibrary_isNoProblem() {
    assertEquals(
        "",
        TemporaryFolder.problem(
            folder, 1, List.of("tmpfs / tmpfs rw,noexec,nosuid", "x " + folder + " ext4 rw")));
  }

  @Test
  void folder_full_isToldWithWhatIsNeeded() {
    var problem = TemporaryFolder.problem(folder, Long.MAX_VALUE / 2, List.of());
    assertTrue(
        problem.matches(".* has \\d+ MiB free, and 4398046511104 MiB are needed; name .*"),
        problem);
    assertTrue(
        problem.startsWith("the temporary folder " + folder + " (java.io.tmpdir), "), problem);
    assertTrue(problem.endsWith("; name another folder by java -Djava.io.tmpdir=FOLDER"), problem);
  }

  @Test
  void folder_missingOrAFile_isTold() throws Exception {
    assertSays("does not exist", folder.resolve("missing"));
    assertSays("is not a folder", Files.writeString(folder.resolve("file"), ""));
  }

  @Test
  void folder_mountedNoexec_isTold() {
    var lines = List.of("disk / ext4 rw", "tmpfs " + folder + " tmpfs rw,nosuid,noexec", "short");
    var problem = TemporaryFolder.problem(folder.resolve("."), 1, lines);
    assertTrue(problem.contains("is mounted noexec, so no library can be loaded"), problem);
  }

  private static void assertSays(String words, Path folder) {
    var problem = TemporaryFolder.problem(folder, 1, List.of());
    assertTrue(problem.contains(", into which it is unpacked, " + words + "; name "), problem);
  }
}

package dev.unroll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a release changes by hand, held together. */
class ReleaseFilesTest {
  private static final Pattern IMAGE_WITH_VERSION =
      Pattern.compile("unroll(-cuda)?:\\d+\\.\\d+\\.\\d+");

  @Test
  void version_inThePom_isWhatTheScriptPrints() throws Exception {
    var script = new ProcessBuilder("image/version").redirectErrorStream(true).start();
    try (var said = script.getInputStream()) {
      assertEquals(version(), new String(said.readAllBytes(), UTF_8).strip());
    }
    assertTrue(version().matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), version());
  }

  @Test
  void changelog_begins_withTheVersion_andSaysWhetherItIsReleased() throws IOException {
    var heading =
        Files.readAllLines(Path.of("CHANGELOG.md")).stream()
            .filter(line -> line.startsWith("## "))
            .findFirst()
            .orElseThrow();
    var number = version().replace("-SNAPSHOT", "");
    var allowed =
        version().equals(number)
            ? "## " + Pattern.quote(number) + " \\(\\d{4}-\\d\\d-\\d\\d\\)"
            : "## " + Pattern.quote(number) + " \\(unreleased\\)";
    assertTrue(heading.matches(allowed), () -> heading + " of version " + version());
  }

  /** It would be of another one soon. */
  @Test
  void document_namesNoVersionOfAnImage() throws IOException {
    var found = new ArrayList<String>();
    for (var file : documents()) {
      for (var line : Files.readAllLines(file)) {
        if (IMAGE_WITH_VERSION.matcher(line).find()) {
          found.add(file + ": " + line);
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void images_ofBothWays_haveTheSameVariables() throws IOException {
    var ofJib =
        Pattern.compile("(?s)<environment>(.*?)</environment>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(ofJib.find());
    var ofDockerfile =
        Pattern.compile("(?m)^ENV (.*)$").matcher(Files.readString(Path.of("image/Dockerfile")));
    assertTrue(ofDockerfile.find());
    var names = new TreeMap<String, String>();
    Pattern.compile("<(\\w+)>([^<]*)</")
        .matcher(ofJib.group(1))
        .results()
        .forEach(found -> names.put(found.group(1), found.group(2)));
    var words = new TreeMap<String, String>();
    for (var word : ofDockerfile.group(1).split(" ", -1)) {
      words.put(word.replaceFirst("=.*", ""), word.replaceFirst("[^=]*=", ""));
    }
    assertEquals(names, words);
    assertTrue(names.containsKey("MALLOC_ARENA_MAX"), names::toString);
  }

  private static List<Path> documents() throws IOException {
    var found = new ArrayList<Path>();
    for (var folder : List.of("docs", "image", "helm/unroll")) {
      try (var files = Files.walk(Path.of(folder))) {
        found.addAll(files.filter(Files::isRegularFile).filter(ReleaseFilesTest::isText).toList());
      }
    }
    Stream.of("README.md", "CONTRIBUTING.md", "RELEASE.md").map(Path::of).forEach(found::add);
    return found;
  }

  private static boolean isText(Path file) {
    return !file.toString().endsWith(".png") && !file.toString().endsWith(".svg");
  }

  private static String version() {
    try {
      var pom =
          Pattern.compile("<artifactId>unroll</artifactId>\\s*<version>([^<]+)</version>")
              .matcher(Files.readString(Path.of("pom.xml")));
      assertTrue(pom.find());
      return pom.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

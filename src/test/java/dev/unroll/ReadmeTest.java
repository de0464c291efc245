package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader copies from the pages. */
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern FILE = Pattern.compile("[\\w./-]+\\.(?:png|jpg)");

  @Test
  void java_compilesAsItIs(@TempDir Path classes) throws Exception {
    var program = JAVA.matcher(Files.readString(Path.of("README.md")));
    assertTrue(program.find());
    var compiler = ToolProvider.getSystemJavaCompiler();
    var complaints = new StringWriter();
    var options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    var source = new Source(program.group(1));
    boolean compiles =
        compiler.getTask(complaints, null, null, options, null, List.of(source)).call();
    assertTrue(compiles, complaints::toString);
  }

  /**
   * grpc-protobuf brings an older runtime than the code of a new protoc needs: it does not compile
   * with that one.
   */
  @Test
  void java_namesTheRuntimeOfGeneratedCode() throws Exception {
    var page = Files.readString(Path.of("README.md"));
    var before = page.substring(0, page.indexOf("```java"));
    for (var needed :
        List.of(
            "io.grpc:grpc-netty-shaded",
            "io.grpc:grpc-protobuf",
            "io.grpc:grpc-stub",
            "com.google.protobuf:protobuf-java")) {
      assertTrue(before.contains("`" + needed + "`"), needed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/MODELS.md", "docs/COMPATIBILITY.md"})
  void images_ofCommands_exist(String page) throws Exception {
    for (var line : Files.readAllLines(Path.of(page))) {
      if (line.contains("unroll.jar call") && line.contains("--image")) {
        var file = FILE.matcher(line).results().findFirst();
        assertTrue(Files.exists(Path.of(file.orElseThrow().group())), line);
      }
    }
  }

  @Test
  void commands_ofTheShell_haveNoPrompt() throws Exception {
    assertEquals(
        0,
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.strip().startsWith("$ "))
            .count());
  }

  /** The program of the page. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Tags.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoresErrors) {
      return text;
    }
  }
}

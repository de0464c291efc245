package dev.unroll.codec.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The native library behind tokenizers, loaded once a process.
 *
 * <p>DJL could load it by itself, but on the way it starts another native library to look for a
 * GPU, downloads another build where it finds one, and leaves files in the home folder. Here the
 * library goes from the jar into the folder of temporary files, is loaded, and is deleted again;
 * where {@value #FOLDER_PROPERTY} names a folder, it is loaded from there and nothing is written.
 */
final class NativeTokenizers {
  /** The system property for a folder that holds the library already. */
  static final String FOLDER_PROPERTY = "tokenizers.native.path";

  /** Usable once {@link #load} has returned. */
  static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private NativeTokenizers() {}

  /** Loads the library, the first time. */
  static void load() throws LoadException {
    if (Once.FAILURE != null) {
      throw new LoadException("the tokenizers' native library cannot be loaded: " + Once.FAILURE);
    }
  }

  /** Loads when it is first touched, and remembers how it went. */
  private static final class Once {
    /** What went wrong, or null. */
    static final @Nullable String FAILURE = attempt();

    private static @Nullable String attempt() {
      try {
        var folder = System.getProperty(FOLDER_PROPERTY);
        if (folder == null) {
          loadFromJar();
        } else {
          System.load(Path.of(folder, fileName()).toAbsolutePath().toString());
        }
        return null;
      } catch (IOException | RuntimeException | LinkageError failed) {
        return failed.toString();
      }
    }

    private static String fileName() {
      return System.mapLibraryName("tokenizers");
    }

    private static void loadFromJar() throws IOException {
      var resource = "/native/lib/" + platform() + "/cpu/" + fileName();
      try (var library = TokenizersLibrary.class.getResourceAsStream(resource)) {
        if (library == null) {
          throw new IOException("there is none for this machine: no " + resource);
        }
        var folder = Files.createTempDirectory("unroll-tokenizers");
        var file = folder.resolve(fileName());
        try {
          Files.copy(library, file);
          System.load(file.toString());
        } finally {
          // What is loaded stays in memory.
          Files.deleteIfExists(file);
          Files.delete(folder);
        }
      }
    }

    private static String platform() {
      var system = System.getProperty("os.name", "").startsWith("Mac") ? "osx" : "linux";
      var processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
      return system + "-" + (processor.equals("amd64") ? "x86_64" : processor);
    }
  }
}

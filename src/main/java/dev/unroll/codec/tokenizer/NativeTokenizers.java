package dev.unroll.codec.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.unroll.core.LoadException;
import dev.unroll.core.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native tokenizers library, once per process.
 *
 * <p>DJL's own loader also loads another native library to look for a GPU, downloads another build
 * if it finds one, and leaves files in the home folder. Instead, the library is copied from the jar
 * to a temporary file, loaded, and deleted. If {@value #FOLDER_PROPERTY} names a folder, the
 * library is loaded from there and nothing is written.
 */
final class NativeTokenizers {
  /** The system property for a folder that holds the library already. */
  static final String FOLDER_PROPERTY = "tokenizers.native.path";

  /** About as much as the library needs. */
  private static final long UNPACKED_BYTES = 15L << 20;

  /** The library's methods. Call {@link #load} first. */
  static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private NativeTokenizers() {}

  /** Loads the library if it is not loaded yet. */
  static void load() throws LoadException {
    if (Once.FAILURE != null) {
      throw new LoadException("the tokenizers' native library cannot be loaded: " + Once.FAILURE);
    }
  }

  /** Loads the library when the class is initialised, and keeps the result. */
  private static final class Once {
    /** Why loading failed, or null. */
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
        var problem =
            System.getProperty(FOLDER_PROPERTY) == null
                ? TemporaryFolder.problem(UNPACKED_BYTES)
                : "";
        return problem.isEmpty() ? failed.toString() : problem;
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
          // The loaded library stays in memory.
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

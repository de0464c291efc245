import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Parts the jar that runs everywhere into the jar and the native libraries of one platform, so that
 * an image has each once, and unpacked.
 *
 * <p>Usage: java UnpackJar.java unroll.jar amd64|arm64 OUT.jar NATIVE_FOLDER
 */
final class UnpackJar {
  public static void main(String[] arguments) throws IOException {
    boolean amd64 = arguments[1].equals("amd64");
    var natives =
        new String[] {
          "ai/onnxruntime/native/" + (amd64 ? "linux-x64/" : "linux-aarch64/"),
          "native/lib/" + (amd64 ? "linux-x86_64/cpu/" : "linux-aarch64/cpu/")
        };
    var folder = Files.createDirectories(Path.of(arguments[3]));
    Files.createDirectories(Path.of(arguments[2]).toAbsolutePath().getParent());
    int unpacked = 0;
    try (var jar = new ZipFile(arguments[0]);
        var slim = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[2])))) {
      for (var entries = jar.entries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        var name = entry.getName();
        if (!isNative(name)) {
          var copy = new ZipEntry(name);
          copy.setLastModifiedTime(FileTime.fromMillis(entry.getLastModifiedTime().toMillis()));
          slim.putNextEntry(copy);
          jar.getInputStream(entry).transferTo(slim);
        } else if (name.startsWith(natives[0]) || name.startsWith(natives[1])) {
          // TensorRT is another library, which the server does not use.
          if (!name.contains("tensorrt")) {
            Files.copy(jar.getInputStream(entry), folder.resolve(Path.of(name).getFileName()));
            unpacked++;
          }
        }
      }
    }
    if (unpacked < 3) {
      throw new IOException(arguments[0] + " has no native libraries for linux " + arguments[1]);
    }
  }

  private static boolean isNative(String name) {
    return (name.startsWith("ai/onnxruntime/native/") || name.startsWith("native/lib/"))
        && !name.endsWith("/")
        && !name.endsWith(".properties");
  }
}

package dev.unroll.client;

import com.google.protobuf.ByteString;
import dev.unroll.v1.Input;
import dev.unroll.v1.InputKind;
import dev.unroll.v1.Model;
import dev.unroll.v1.TokenIds;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** From what a person writes to what a model takes. */
public final class InputParser {
  private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*|\\s+");

  /** Where a model takes several kinds, the one that people write comes first. */
  private static final List<InputKind> PREFERENCE =
      List.of(
          InputKind.INPUT_KIND_TEXT,
          InputKind.INPUT_KIND_IMAGE,
          InputKind.INPUT_KIND_TOKEN_IDS,
          InputKind.INPUT_KIND_VECTORS);

  private final BufferedReader standardInput;

  /** Reads {@code -} from there. */
  public InputParser(BufferedReader standardInput) {
    this.standardInput = standardInput;
  }

  /** The kind that a bare input is, for that model. */
  public static InputKind kindFor(Model model) throws UsageException {
    return PREFERENCE.stream()
        .filter(model.getInputKindsList()::contains)
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "the server does not say what '"
                    + model.getName()
                    + "' takes; say it by --text, --ids, --vectors or --image"));
  }

  /**
   * What was written, as that kind of input.
   *
   * @throws UsageException where it is none
   */
  public Input parse(InputKind kind, String written) throws UsageException {
    return switch (kind) {
      case INPUT_KIND_TEXT -> Input.newBuilder().setText(written).build();
      case INPUT_KIND_TOKEN_IDS -> Input.newBuilder().setTokenIds(ids(written)).build();
      case INPUT_KIND_VECTORS ->
          Input.newBuilder().setVectors(VectorJson.parse(json(written))).build();
      case INPUT_KIND_IMAGE -> Input.newBuilder().setImage(bytes(written)).build();
      case INPUT_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new UsageException("no kind of input: " + kind);
    };
  }

  /** {@code 1,2,3} or {@code 1 2 3}. */
  static TokenIds ids(String written) throws UsageException {
    var ids = TokenIds.newBuilder();
    for (var id : SEPARATOR.split(written.strip(), -1)) {
      try {
        ids.addIds(Long.parseLong(id));
      } catch (NumberFormatException notANumber) {
        throw new UsageException("ids: '" + id + "' is not a whole number; write them as 1,2,3");
      }
    }
    return ids.build();
  }

  /** JSON itself, or the file that holds it. */
  private String json(String written) throws UsageException {
    if (written.stripLeading().startsWith("[")) {
      return written;
    }
    if (written.equals("-")) {
      return standardInput.lines().collect(Collectors.joining("\n"));
    }
    return bytes(written).toStringUtf8();
  }

  private static ByteString bytes(String file) throws UsageException {
    try {
      return ByteString.copyFrom(Files.readAllBytes(Path.of(file)));
    } catch (IOException | InvalidPathException unreadable) {
      throw new UsageException("cannot read the file '" + file + "': " + reason(unreadable));
    }
  }

  private static String reason(Exception unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return "there is none";
    }
    return unreadable instanceof InvalidPathException
        ? "the locale has no such letters (LANG=C.UTF-8 does)"
        : unreadable.getClass().getSimpleName() + " " + unreadable.getMessage();
  }
}

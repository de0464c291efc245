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
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses the inputs of the command line. */
public final class InputParser {
  private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*|\\s+");

  /** If a model takes several kinds, a bare input has the first of these. */
  private static final List<InputKind> PREFERENCE =
      List.of(
          InputKind.INPUT_KIND_TEXT,
          InputKind.INPUT_KIND_IMAGE,
          InputKind.INPUT_KIND_TOKEN_IDS,
          InputKind.INPUT_KIND_VECTORS,
          InputKind.INPUT_KIND_TENSORS);

  private final BufferedReader standardInput;

  /** Creates a parser that reads {@code -} from {@code standardInput}. */
  public InputParser(BufferedReader standardInput) {
    this.standardInput = standardInput;
  }

  /** Returns the kind of a bare input for that model. */
  public static InputKind kindFor(Model model) throws UsageException {
    return PREFERENCE.stream()
        .filter(model.getInputKindsList()::contains)
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "the server does not say what '"
                    + model.getName()
                    + "' takes; use --text, --ids, --vectors, --image or --input"));
  }

  /** Returns how inputs for that model are written, such as {@code --ids 1,2,3}. */
  static String ways(Model model) {
    return model.getInputKindsList().stream()
        .map(InputParser::way)
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" or "));
  }

  private static Optional<String> way(InputKind kind) {
    return switch (kind) {
      case INPUT_KIND_TEXT -> Optional.of("--text \"...\"");
      case INPUT_KIND_TOKEN_IDS -> Optional.of("--ids 1,2,3");
      case INPUT_KIND_VECTORS -> Optional.of("--vectors \"[[0.1,0.2],[0.3,0.4]]\"");
      case INPUT_KIND_IMAGE -> Optional.of("--image FILE");
      case INPUT_KIND_TENSORS -> Optional.of("--input NAME=JSON for each input");
      case INPUT_KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  /**
   * Checks that a text is not the name of a file, which users write when they mean its content.
   *
   * @throws UsageException if there is such a file
   */
  static void checkIsNoFile(String text) throws UsageException {
    if (isFile(text)) {
      throw new UsageException(
          "'"
              + text
              + "' is a file; to send each of its lines, write - < "
              + text
              + "; to send the name itself, write --text "
              + text);
    }
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException | SecurityException notAName) {
      return false;
    }
  }

  /**
   * Parses an input of that kind.
   *
   * @throws UsageException if it is not one
   */
  public Input parse(InputKind kind, String written) throws UsageException {
    return switch (kind) {
      case INPUT_KIND_TEXT -> Input.newBuilder().setText(written).build();
      case INPUT_KIND_TOKEN_IDS -> Input.newBuilder().setTokenIds(ids(written)).build();
      case INPUT_KIND_VECTORS ->
          Input.newBuilder().setVectors(VectorJson.parse(json(written))).build();
      case INPUT_KIND_IMAGE -> Input.newBuilder().setImage(bytes(written)).build();
      case INPUT_KIND_TENSORS ->
          Input.newBuilder().addAllTensors(TensorJson.parseAll(json(written))).build();
      case INPUT_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new UsageException("not a kind of input: " + kind);
    };
  }

  /**
   * Parses named tensors.
   *
   * @param written each NAME=JSON or NAME=FILE
   * @throws UsageException if one is not written so
   */
  Input tensors(List<String> written) throws UsageException {
    var input = Input.newBuilder();
    for (var one : written) {
      int equals = one.indexOf('=');
      if (equals < 1) {
        throw new UsageException(
            "--input = '" + one + "': allowed is NAME=JSON or NAME=FILE, such as x='[[0.1, 0.2]]'");
      }
      var value = one.substring(equals + 1).strip();
      input.addTensors(TensorJson.parse(one.substring(0, equals), tensorJson(value)));
    }
    return input.build();
  }

  private static String tensorJson(String value) throws UsageException {
    boolean isJson = !value.isEmpty() && "[-.0123456789tf".indexOf(value.charAt(0)) >= 0;
    return isJson && !isFile(value) ? value : bytes(value).toStringUtf8();
  }

  /** Parses {@code 1,2,3} or {@code 1 2 3}. */
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

  /** Returns the JSON itself, or that of the named file or of standard input. */
  private String json(String written) throws UsageException {
    if (written.stripLeading().startsWith("[") || written.stripLeading().startsWith("{")) {
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
      return "it does not exist";
    }
    return unreadable instanceof InvalidPathException
        ? "the locale does not support its characters; set LANG=C.UTF-8"
        : unreadable.getClass().getSimpleName() + " " + unreadable.getMessage();
  }
}

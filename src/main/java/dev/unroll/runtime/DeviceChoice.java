package dev.unroll.runtime;

import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the user asked to run on: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}.
 *
 * @param kind which
 * @param index the GPU's number; 0 but for {@code cuda:N}
 */
public record DeviceChoice(Kind kind, int index) {
  /** The kinds of choice. */
  public enum Kind {
    /** CUDA where ONNX Runtime has it and it works, else the CPU. */
    AUTO,
    CPU,
    /** CUDA or nothing: the start fails where there is none. */
    CUDA
  }

  public static final Option<DeviceChoice> DEVICE =
      Option.of(
          "device",
          ValueType.of("auto|cpu|cuda[:N]", "auto, cpu, cuda or cuda:N", DeviceChoice::find),
          "auto",
          "Where models run; auto takes the first CUDA device if there is one, else the CPU.");

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /**
   * Reads a choice.
   *
   * @throws LoadException naming the text and what is allowed
   */
  public static DeviceChoice parse(String text) throws LoadException {
    return find(text)
        .orElseThrow(() ->
            new LoadException(
                "device '" + text + "' is unknown; allowed: auto, cpu, cuda, cuda:N"));
  }

  /** Only the syntax: whether the machine has the device is seen when it is opened. */
  private static Optional<DeviceChoice> find(String text) {
    if (text.equals("auto")) {
      return Optional.of(new DeviceChoice(Kind.AUTO, 0));
    }
    if (text.equals("cpu")) {
      return Optional.of(new DeviceChoice(Kind.CPU, 0));
    }
    var cuda = CUDA.matcher(text);
    if (!cuda.matches()) {
      return Optional.empty();
    }
    var index = cuda.group(1);
    return Optional.of(new DeviceChoice(Kind.CUDA, index == null ? 0 : Integer.parseInt(index)));
  }
}

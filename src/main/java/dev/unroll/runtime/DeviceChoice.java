package dev.unroll.runtime;

import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The device that the user has chosen: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}.
 *
 * @param kind the kind of device
 * @param index the GPU's number; 0 except for {@code cuda:N}
 */
public record DeviceChoice(Kind kind, int index) {
  /** The kinds of choice. */
  public enum Kind {
    /** CUDA if ONNX Runtime includes it and it works, otherwise the CPU. */
    AUTO,
    CPU,
    /** CUDA; the start fails if it cannot be used. */
    CUDA
  }

  public static final Option<DeviceChoice> DEVICE =
      Option.of(
          "device",
          ValueType.of("auto|cpu|cuda[:N]", "auto, cpu, cuda or cuda:N", DeviceChoice::find),
          "auto",
          "The device that models run on; auto takes the first CUDA device if there is one, otherwise the CPU.");

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /**
   * Parses a choice.
   *
   * @throws LoadException if the text is not a choice; the message lists what is allowed
   */
  public static DeviceChoice parse(String text) throws LoadException {
    return find(text)
        .orElseThrow(() ->
            new LoadException(
                "device '" + text + "' is unknown; allowed: auto, cpu, cuda, cuda:N"));
  }

  /** Parses the syntax only. {@link OnnxRuntime#open} checks whether the machine has the device. */
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

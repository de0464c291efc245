package dev.unroll.runtime;

import dev.unroll.core.LoadException;
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

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /**
   * Reads a choice.
   *
   * @throws LoadException naming the text and what is allowed
   */
  public static DeviceChoice parse(String text) throws LoadException {
    if (text.equals("auto")) {
      return new DeviceChoice(Kind.AUTO, 0);
    }
    if (text.equals("cpu")) {
      return new DeviceChoice(Kind.CPU, 0);
    }
    var cuda = CUDA.matcher(text);
    if (cuda.matches()) {
      var index = cuda.group(1);
      return new DeviceChoice(Kind.CUDA, index == null ? 0 : Integer.parseInt(index));
    }
    throw new LoadException("device '" + text + "' is unknown; allowed: auto, cpu, cuda, cuda:N");
  }
}

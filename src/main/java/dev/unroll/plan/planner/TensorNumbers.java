package dev.unroll.plan.planner;

import com.google.protobuf.ByteString;
import dev.unroll.onnx.StringStringEntryProto;
import dev.unroll.onnx.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** The numbers of a constant, which a file may hold in several forms, or in another file. */
final class TensorNumbers {
  /** Biases and initial states are small; more is not read, whatever a file says. */
  private static final long MOST_BYTES = 1 << 26;

  private final TensorProto tensor;
  private final Path folder;
  private final long count;

  /**
   * @param folder of the graph's file
   */
  TensorNumbers(TensorProto tensor, Path folder) {
    this.tensor = tensor;
    this.folder = folder;
    this.count = count(tensor);
  }

  /** Returns how many numbers there are. */
  static long count(TensorProto tensor) {
    return tensor.getDimsList().stream().reduce(1L, (count, size) -> count * Math.max(0, size));
  }

  /** Returns whether the numbers from {@code from} to before {@code to} are all zero. */
  boolean areZero(long from, long to) {
    if (tensor.getFloatDataCount() == count) {
      return indexes(from, to).allMatch(index -> tensor.getFloatData((int) index) == 0);
    }
    if (tensor.getDoubleDataCount() == count) {
      return indexes(from, to).allMatch(index -> tensor.getDoubleData((int) index) == 0);
    }
    if (tensor.getInt32DataCount() == count) {
      return indexes(from, to).allMatch(index -> tensor.getInt32Data((int) index) == 0);
    }
    var raw = raw();
    long size = count == 0 ? 0 : raw.size() / count;
    return size > 0
        && indexes(from * size, to * size).allMatch(index -> raw.byteAt((int) index) == 0);
  }

  private static LongStream indexes(long from, long to) {
    return LongStream.range(from, to);
  }

  private ByteString raw() {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return tensor.getRawData();
    }
    try (var file = FileChannel.open(folder.resolve(external("location", "")))) {
      long offset = Long.parseLong(external("offset", "0"));
      long length = Long.parseLong(external("length", Long.toString(file.size() - offset)));
      if (length > MOST_BYTES || length > file.size() - offset) {
        return ByteString.EMPTY;
      }
      var bytes = ByteBuffer.allocate(Math.toIntExact(length));
      while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {
        // Reads on: a read may give fewer bytes.
      }
      return ByteString.copyFrom(bytes.flip());
    } catch (IOException | ArithmeticException | IllegalArgumentException e) {
      // Nothing is known about numbers that cannot be read, so they are not known to be zero.
      return ByteString.EMPTY;
    }
  }

  private String external(String key, String fallback) {
    return tensor.getExternalDataList().stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(StringStringEntryProto::getValue)
        .findFirst()
        .orElse(fallback);
  }
}

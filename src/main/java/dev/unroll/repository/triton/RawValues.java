package dev.unroll.repository.triton;

import dev.unroll.core.LoadException;
import dev.unroll.settings.RegularFile;
import dev.unroll.triton.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file of little-endian numbers, the format of Triton's initial states.
 *
 * @param key the path of the field that names the file, for errors
 */
record RawValues(ConfigSource source, String key, DataType type) {
  float[] read(Path file, long count) throws LoadException {
    int bytes = bytes();
    RegularFile.check(file);
    try {
      long size = Files.size(file);
      if (size != count * bytes) {
        throw source.wrong(
            key, file + " has " + size + " bytes; its dims and data_type need " + count * bytes);
      }
      return values(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException unreadable) {
      throw source.wrong(key, file + " cannot be read: " + unreadable);
    }
  }

  private int bytes() throws LoadException {
    return switch (type) {
      case TYPE_BOOL, TYPE_UINT8, TYPE_INT8 -> Byte.BYTES;
      case TYPE_INT16 -> Short.BYTES;
      case TYPE_FP32, TYPE_INT32 -> Float.BYTES;
      case TYPE_FP64, TYPE_INT64 -> Double.BYTES;
      default ->
          throw source.wrong(
              key,
              "has the type "
                  + type
                  + "; allowed are TYPE_FP32, TYPE_FP64, TYPE_BOOL, TYPE_UINT8, TYPE_INT8,"
                  + " TYPE_INT16, TYPE_INT32, TYPE_INT64");
    };
  }

  private float[] values(ByteBuffer numbers) throws LoadException {
    var values = new float[numbers.remaining() / bytes()];
    for (int index = 0; index < values.length; index++) {
      values[index] =
          switch (type) {
            case TYPE_FP32 -> numbers.getFloat();
            case TYPE_FP64 -> (float) numbers.getDouble();
            case TYPE_BOOL -> numbers.get() == 0 ? 0 : 1;
            case TYPE_UINT8 -> Byte.toUnsignedInt(numbers.get());
            case TYPE_INT8 -> numbers.get();
            case TYPE_INT16 -> numbers.getShort();
            case TYPE_INT32 -> numbers.getInt();
            default -> numbers.getLong();
          };
      if (!Float.isFinite(values[index])) {
        throw source.wrong(key, "has a value that is not finite, at " + index);
      }
    }
    return values;
  }
}

package dev.unroll.codec.image;

import dev.unroll.core.Fault;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A PNG or JPEG file in memory. Opening reads only the header, so that the size is checked before
 * the pixels are decoded.
 */
public final class ImageFile implements AutoCloseable {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  /** The time of scaling grows with the rows: millions of short rows would take minutes. */
  private static final int MAX_SIDE_PIXELS = 16_384;

  private static final String PNG_NAME = "png";
  private static final String JPEG_NAME = "jpeg";

  private final byte[] file;
  private final ImageReader reader;
  private final MemoryCacheImageInputStream stream;
  private final String kind;
  private final String field;

  private ImageFile(
      byte[] file,
      ImageReader reader,
      MemoryCacheImageInputStream stream,
      String kind,
      String field) {
    this.file = file;
    this.reader = reader;
    this.stream = stream;
    this.kind = kind;
    this.field = field;
  }

  /**
   * Reads the header.
   *
   * @param field the field that a fault names
   * @throws Fault INVALID_ARGUMENT if it is not such a file, or has more than {@code maxPixels}
   */
  public static ImageFile open(byte[] file, String field, long maxPixels) {
    var kind = kind(file, field);
    var reader = ImageIO.getImageReadersByFormatName(kind).next();
    // ImageIO would choose a stream that keeps a copy on the disk.
    var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
    var image = new ImageFile(file, reader, stream, kind, field);
    // Metadata is ignored: it is not needed, and compressed text in it could expand without limit.
    reader.setInput(stream, true, true);
    try {
      image.checkSize(maxPixels);
      return image;
    } catch (Fault fault) {
      image.close();
      throw fault;
    }
  }

  private static String kind(byte[] file, String field) {
    if (file.length == 0) {
      throw Fault.invalid(field, "is empty; send the bytes of a PNG or JPEG file");
    }
    if (startsWith(file, PNG)) {
      return PNG_NAME;
    }
    if (startsWith(file, JPEG)) {
      return JPEG_NAME;
    }
    throw Fault.invalid(field, "its " + file.length + " bytes are neither a PNG nor a JPEG file");
  }

  private static boolean startsWith(byte[] file, byte[] magic) {
    if (file.length < magic.length) {
      return false;
    }
    for (int index = 0; index < magic.length; index++) {
      if (file[index] != magic[index]) {
        return false;
      }
    }
    return true;
  }

  private void checkSize(long maxPixels) {
    long width;
    long height;
    try {
      width = reader.getWidth(0);
      height = reader.getHeight(0);
    } catch (IOException | RuntimeException unreadable) {
      throw damaged(unreadable);
    }
    boolean isOneSideTooLong = Math.max(width, height) > MAX_SIDE_PIXELS;
    if (width < 1 || height < 1 || isOneSideTooLong || width * height > maxPixels) {
      throw Fault.invalid(
          field,
          "has "
              + width
              + " x "
              + height
              + " pixels; at least 1 and at most "
              + MAX_SIDE_PIXELS
              + " per side, and at most "
              + maxPixels
              + " in total are allowed");
    }
  }

  /**
   * Decodes the pixels.
   *
   * @throws Fault INVALID_ARGUMENT if the file is damaged or truncated, or its colours are not
   *     supported
   */
  public BufferedImage decode() {
    boolean isWhole =
        kind.equals(PNG_NAME) ? ImageEnd.isReachedByPng(file) : ImageEnd.isReachedByJpeg(file);
    if (!isWhole) {
      throw Fault.invalid(
          field, "its " + file.length + " bytes are a " + name() + " file that is truncated");
    }
    var warnings = new ArrayList<String>();
    reader.addIIOReadWarningListener((source, message) -> warnings.add(message));
    BufferedImage image;
    try {
      checkColours();
      image = reader.read(0);
    } catch (Fault fault) {
      throw fault;
    } catch (IOException | RuntimeException unreadable) {
      throw damaged(unreadable);
    }
    for (var warning : warnings) {
      if (meansMissingPixels(warning)) {
        throw Fault.invalid(field, "is a damaged " + name() + " file: " + warning);
      }
    }
    return image;
  }

  /** Rejects CMYK files, which ImageIO decodes to wrong colours. */
  private void checkColours() throws IOException {
    var types = reader.getImageTypes(0);
    if (!types.hasNext() || (kind.equals(JPEG_NAME) && types.next().getNumBands() > 3)) {
      throw Fault.invalid(
          field, "is a " + name() + " file in colours other than grey and RGB (CMYK?)");
    }
  }

  /** Returns whether a warning means missing pixels, which the JPEG library fills with grey. */
  private static boolean meansMissingPixels(String warning) {
    var lower = warning.toLowerCase(Locale.ROOT);
    return lower.contains("premature end") || lower.contains("bad huffman");
  }

  private Fault damaged(Exception reason) {
    var message = reason.getMessage();
    return Fault.invalid(
        field,
        "is a damaged "
            + name()
            + " file: "
            + (message == null ? reason.getClass().getSimpleName() : message));
  }

  private String name() {
    return kind.toUpperCase(Locale.ROOT);
  }

  @Override
  public void close() {
    reader.dispose();
    try {
      stream.close();
    } catch (IOException neverOfMemory) {
      throw Fault.internal("an image in memory did not close", neverOfMemory);
    }
  }
}

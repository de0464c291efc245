package dev.unroll.codec.image;

import java.nio.ByteBuffer;

/**
 * Finds out whether an image file is complete, by walking its segments to the end marker. Decoders
 * do not tell: ImageIO fills the missing part of a JPEG with grey, and stops reading a PNG at its
 * last pixel.
 */
final class ImageEnd {
  private static final int PNG_SIGNATURE_BYTES = 8;
  private static final int PNG_IEND = 0x49454E44;

  /** The length, type and checksum of a chunk. */
  private static final int PNG_CHUNK_OVERHEAD_BYTES = 12;

  private static final int JPEG_MARKER = 0xFF;
  private static final int JPEG_RESTART_0 = 0xD0;
  private static final int JPEG_START = 0xD8;
  private static final int JPEG_END = 0xD9;

  private ImageEnd() {}

  /** Returns whether the file has all chunks up to IEND. */
  static boolean isReachedByPng(byte[] file) {
    var bytes = ByteBuffer.wrap(file);
    long at = PNG_SIGNATURE_BYTES;
    while (at + PNG_CHUNK_OVERHEAD_BYTES <= file.length) {
      long length = Integer.toUnsignedLong(bytes.getInt((int) at));
      boolean isLast = bytes.getInt((int) at + 4) == PNG_IEND;
      at += length + PNG_CHUNK_OVERHEAD_BYTES;
      if (isLast) {
        return at <= file.length;
      }
    }
    return false;
  }

  /** Returns whether the file has all segments and scans up to the EOI marker. */
  static boolean isReachedByJpeg(byte[] file) {
    int at = 0;
    while (at + 1 < file.length) {
      int marker = file[at + 1] & 0xFF;
      if ((file[at] & 0xFF) != JPEG_MARKER || marker == 0 || isRestart(marker)) {
        // Scan data: 0xFF begins a marker only if neither 0 nor a restart marker follows.
        at++;
      } else if (marker == JPEG_END) {
        return true;
      } else if (marker == JPEG_START) {
        at += 2;
      } else if (marker == JPEG_MARKER) {
        at++;
      } else {
        at += 2 + segmentBytes(file, at + 2);
      }
    }
    return false;
  }

  private static boolean isRestart(int marker) {
    return marker >= JPEG_RESTART_0 && marker < JPEG_START;
  }

  private static int segmentBytes(byte[] file, int at) {
    if (at + 1 >= file.length) {
      return 2;
    }
    return (file[at] & 0xFF) << 8 | (file[at + 1] & 0xFF);
  }
}

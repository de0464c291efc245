package dev.unroll.codec;

import java.util.Map;

/** What Python's Pillow 13 makes of the image files among the test resources. */
final class PillowValues {
  /** rgb.png, resize((3, 2), BILINEAR), shape [pixels, 3]. */
  static final float[] RGB_3_BY_2 = {
    43, 54, 10, 122, 65, 71, 201, 76, 190, 65, 154, 12, 144, 165, 73, 194, 176, 163
  };

  /** rgb.png, resize((9, 8), BILINEAR), the first 4 pixels of the first 2 rows. */
  static final float[] RGB_9_BY_8_CORNER = {
    0, 0, 0, 25, 3, 5, 53, 7, 16, 82, 11, 36, 5, 22, 0, 30, 25, 5, 58, 29, 16, 87, 33, 36
  };

  /** grey.png, resize((3, 8), BILINEAR). */
  static final float[] GREY_3_BY_8 = {
    13, 50, 94, 27, 64, 108, 48, 85, 128, 69, 106, 149, 89, 126, 169, 109, 146, 190, 130, 167, 189,
    144, 181, 187
  };

  /** rgb.png, convert("L"), which is grey.png. */
  static final float[] GREY = {
    0, 15, 31, 49, 69, 90, 113, 33, 48, 64, 82, 102, 123, 145, 66, 80, 97, 115, 134, 155, 178, 98,
    113, 129, 147, 167, 188, 211, 131, 146, 162, 180, 200, 221, 138
  };

  /** rgb.jpg, some pixels by their index. */
  static final Map<Integer, int[]> RGB_JPEG =
      Map.of(
          0,
          new int[] {0, 2, 1},
          23 * 32 + 31,
          new int[] {1, 240, 1},
          7 * 32 + 10,
          new int[] {78, 63, 24});

  /** grey.jpg, some pixels by their index. */
  static final Map<Integer, Integer> GREY_JPEG = Map.of(0, 1, 23 * 32 + 31, 141, 7 * 32 + 10, 63);

  private PillowValues() {}
}

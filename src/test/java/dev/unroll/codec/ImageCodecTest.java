package dev.unroll.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.image.ImageFormat;
import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import dev.unroll.runtime.ElementType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCodecTest {
  private static final long MAX_PIXELS = 10_000;

  @Test
  void image_sameSize_isChannelsFirst() {
    var values = encode("rgb.png", bytes(7, 5, 3));
    // Pixel (x=2, y=1) is (85, 60, 29) by construction.
    assertEquals(85, values[7 + 2], 1e-3f);
    assertEquals(60, values[35 + 7 + 2], 1e-3f);
    assertEquals(29, values[70 + 7 + 2], 1e-3f);
    assertEquals(105, values.length);
  }

  @Test
  void image_meanAndStd_areAppliedPerChannel() {
    var format =
        new ImageFormat(7, 5, 3, new float[] {0.5f, 0.25f, 0}, new float[] {0.5f, 0.25f, 2});
    var values = encode("rgb.png", format);
    assertEquals((85 / 255f - 0.5f) / 0.5f, values[7 + 2], 1e-6f);
    assertEquals((60 / 255f - 0.25f) / 0.25f, values[35 + 7 + 2], 1e-6f);
    assertEquals(29 / 255f / 2, values[70 + 7 + 2], 1e-6f);
  }

  // The expected pixels are PIL's Image.resize(size, BILINEAR) of the same file; PIL rounds to
  // whole numbers after each of its two passes, which explains the tolerance.

  @Test
  void image_larger_isScaledDownAsTrainingDoes() {
    assertArrayEquals(
        PillowValues.RGB_3_BY_2, interleaved(encode("rgb.png", bytes(3, 2, 3)), 6), 1.01f);
  }

  @Test
  void image_smaller_isScaledUpAsTrainingDoes() {
    var values = encode("rgb.png", bytes(9, 8, 3));
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 4; x++) {
        for (int channel = 0; channel < 3; channel++) {
          assertEquals(
              PillowValues.RGB_9_BY_8_CORNER[(y * 4 + x) * 3 + channel],
              values[(channel * 8 + y) * 9 + x],
              1.01f);
        }
      }
    }
  }

  @Test
  void image_narrowerAndTaller_isScaledPerAxis() {
    assertArrayEquals(PillowValues.GREY_3_BY_8, encode("grey.png", bytes(3, 8, 1)), 1.01f);
  }

  @Test
  void image_coloursForOneChannel_becomeGreyAsTrainingDoes() {
    assertArrayEquals(PillowValues.GREY, encode("rgb.png", bytes(7, 5, 1)), 0.51f);
  }

  @Test
  void image_greyForThreeChannels_isRepeated() {
    var grey = encode("grey.png", bytes(7, 5, 1));
    assertArrayEquals(PillowValues.GREY, grey, 1e-3f);
    var values = encode("grey.png", bytes(7, 5, 3));
    for (int channel = 0; channel < 3; channel++) {
      assertArrayEquals(grey, Arrays.copyOfRange(values, channel * 35, channel * 35 + 35), 1e-3f);
    }
  }

  @Test
  void image_palette_isLookedUp() {
    assertArrayEquals(
        new float[] {255, 40, 1, 200, 255, 50, 2, 100, 255, 60, 3, 0},
        encode("palette.png", bytes(4, 1, 3)),
        1e-3f);
  }

  @Test
  void image_transparent_isLaidOnWhite() {
    assertArrayEquals(
        new float[] {255, 204, 255, 204, 255, 255}, encode("rgba.png", bytes(2, 1, 3)), 0.01f);
    assertArrayEquals(new float[] {0, 255}, encode("grey-alpha.png", bytes(2, 1, 1)), 0.01f);
    assertArrayEquals(
        new float[] {10, 255, 20, 255, 30, 255},
        encode("palette-transparent.png", bytes(2, 1, 3)),
        0.01f);
    assertArrayEquals(
        new float[] {255, 4, 255, 5, 255, 6}, encode("rgb-key.png", bytes(2, 1, 3)), 0.01f);
  }

  @Test
  void image_oneBit_isBlackOrWhite() {
    assertArrayEquals(new float[] {255, 255, 255}, encode("one-bit.png", bytes(3, 1, 1)), 1e-3f);
  }

  @Test
  void image_sixteenBits_keepsItsScale() {
    assertArrayEquals(new float[] {128, 255}, encode("grey-16.png", bytes(2, 1, 1)), 0.5f);
    assertArrayEquals(
        new float[] {0, 255, 128, 18.2f, 255, 0}, encode("rgb-16.png", bytes(2, 1, 3)), 0.5f);
  }

  @Test
  void jpeg_colour_isDecoded() {
    var values = encode("rgb.jpg", bytes(32, 24, 3));
    PillowValues.RGB_JPEG.forEach((at, pixel) -> {
      for (int channel = 0; channel < 3; channel++) {
        assertEquals(pixel[channel], values[channel * 768 + at], 3f);
      }
    });
    assertArrayEquals(values, encode("progressive.jpg", bytes(32, 24, 3)), 8f);
  }

  @Test
  void jpeg_grey_isNotBrightened() {
    var values = encode("grey.jpg", bytes(32, 24, 1));
    PillowValues.GREY_JPEG.forEach((at, pixel) -> assertEquals(pixel, values[at], 3f));
  }

  @Test
  void jpeg_cmyk_isRefused() {
    assertFault("input.image", "CMYK", Images.read("cmyk.jpg"));
  }

  @Test
  void file_empty_isRefused() {
    assertFault("input.image", "is empty", new byte[0]);
  }

  @Test
  void file_neitherPngNorJpeg_isRefused() {
    assertFault("input.image", "neither a PNG nor a JPEG", "GIF89a...".getBytes(UTF_8));
    assertFault("input.image", "neither a PNG nor a JPEG", new byte[] {(byte) 0x89});
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "rgb-16.png", "palette.png", "rgb.jpg", "progressive.jpg"})
  void file_cutOffAnywhere_isRefused(String name) {
    var whole = Images.read(name);
    for (int length = 0; length < whole.length; length++) {
      assertFault("input.image", "", Arrays.copyOf(whole, length));
    }
  }

  @Test
  void file_withMoreBehindItsEnd_isTaken() {
    for (var name : new String[] {"rgb.png", "rgb.jpg"}) {
      var whole = Images.read(name);
      var longer = Arrays.copyOf(whole, whole.length + 100);
      assertEquals(1, codec(bytes(2, 2, 3)).encode(new RawInput.Image(longer)).sequence().steps());
    }
  }

  @Test
  void file_claimsManyPixels_costsNothing() {
    var claim = png(30_000, 30_000);
    assertFault("input.image", "30000 x 30000 pixels", claim);
    assertFault(
        "input.image", "2147483647 x 2147483647", png(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void file_claimsALongSide_costsNothing() {
    var codec =
        InputCodecs.image(bytes(2, 2, 3), new InputBounds(ElementType.INT64, 0, 1, 1), 1L << 24);
    for (var claim : new byte[][] {png(1, 1 << 24), png(1 << 24, 1)}) {
      var fault = assertThrows(Fault.class, () -> codec.encode(new RawInput.Image(claim)));
      assertTrue(fault.reason().contains("at most 16384 per side"), fault.reason());
    }
  }

  @Test
  void file_ofNoPixels_isRefused() {
    assertFault("input.image", "", png(0, 10));
    assertFault("input.image", "", png(10, 0));
  }

  @Test
  void file_scrambled_neverFailsOtherwise() {
    for (var name : new String[] {"rgb.png", "palette.png", "grey-16.png", "rgb.jpg"}) {
      var whole = Images.read(name);
      for (int at = 0; at < whole.length; at++) {
        var scrambled = whole.clone();
        scrambled[at] ^= (byte) (1 + at * 31);
        try {
          var values = codec(bytes(4, 4, 3)).encode(new RawInput.Image(scrambled));
          assertEquals(1, values.sequence().steps());
        } catch (Fault refused) {
          assertEquals(Fault.Kind.INVALID_ARGUMENT, refused.kind(), refused.reason());
        }
      }
    }
  }

  @Test
  void vectors_ofTheImagesWidth_areTaken() {
    var encoded = codec(bytes(2, 1, 3)).encode(new RawInput.VectorValues(new float[6], 0));
    assertEquals(1, encoded.sequence().steps());
  }

  @Test
  void vectors_ofTwoImages_areRefused() {
    var fault =
        assertThrows(
            Fault.class,
            () -> codec(bytes(2, 1, 3)).encode(new RawInput.VectorValues(new float[12], 0)));
    assertEquals("2 steps; this model takes exactly 1 step", fault.reason());
  }

  @Test
  void text_forAnImage_isRefused() {
    var fault =
        assertThrows(Fault.class, () -> codec(bytes(1, 1, 1)).encode(new RawInput.Text("a cat")));
    assertEquals("input", fault.field());
    assertEquals("this model takes vectors or image, not text", fault.reason());
  }

  @Test
  void format_impossible_isRefused() {
    var one = new float[] {1};
    assertThrows(IllegalArgumentException.class, () -> new ImageFormat(0, 1, 1, one, one));
    assertThrows(IllegalArgumentException.class, () -> new ImageFormat(1, 1, 2, one, one));
    assertThrows(IllegalArgumentException.class, () -> new ImageFormat(1, 1, 3, one, one));
    assertThrows(IllegalArgumentException.class, () -> new ImageFormat(1, 1, 1, one, new float[1]));
    assertThrows(
        IllegalArgumentException.class, () -> new ImageFormat(1 << 20, 1 << 20, 1, one, one));
  }

  /** Values come out as pixels in [0, 255]. */
  private static ImageFormat bytes(int width, int height, int channels) {
    var std = new float[channels];
    Arrays.fill(std, 1 / 255f);
    return new ImageFormat(width, height, channels, new float[channels], std);
  }

  private static InputCodec codec(ImageFormat format) {
    return InputCodecs.image(format, new InputBounds(ElementType.INT64, 0, 1, 1), MAX_PIXELS);
  }

  private static float[] encode(String name, ImageFormat format) {
    var encoded = codec(format).encode(new RawInput.Image(Images.read(name)));
    var vectors = (Sequence.Vectors) encoded.sequence();
    assertEquals(format.values(), vectors.width());
    assertEquals(1, vectors.steps());
    return vectors.values();
  }

  private static float[] interleaved(float[] planes, int pixels) {
    var interleaved = new float[planes.length];
    for (int index = 0; index < planes.length; index++) {
      interleaved[index % pixels * 3 + index / pixels] = planes[index];
    }
    return interleaved;
  }

  private static void assertFault(String field, String part, byte[] file) {
    var codec = codec(bytes(2, 2, 3));
    var fault = assertThrows(Fault.class, () -> codec.encode(new RawInput.Image(file)));
    assertEquals(field, fault.field());
    assertTrue(fault.reason().contains(part), fault.reason());
    assertFalse(fault.reason().contains("\n"), fault.reason());
  }

  /** A PNG of nothing but a header. */
  private static byte[] png(int width, int height) {
    var header =
        ByteBuffer.allocate(33)
            .putLong(0x89504E470D0A1A0AL)
            .putInt(13)
            .putInt(0x49484452)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0});
    var crc = new CRC32();
    crc.update(header.array(), 12, 17);
    return header.putInt((int) crc.getValue()).array();
  }
}

package dev.unroll.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class DeflateTest {
  @Test
  void message_compressedAsOtherLanguagesDo_isReadBack() throws Exception {
    var message = "one two one two one two".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var compressed = new ByteArrayOutputStream();
    try (var zlib = new DeflaterOutputStream(compressed)) {
      zlib.write(message);
    }
    assertArrayEquals(message, decompress(compressed.toByteArray()));
  }

  @Test
  void message_thatIsNotCompressed_isRefused() {
    assertThrows(ZipException.class, () -> decompress(new byte[] {1, 2, 3, 4}));
  }

  private static byte[] decompress(byte[] compressed) throws IOException {
    var deflate = Deflate.registry().lookupDecompressor("deflate");
    assertNotNull(deflate);
    try (var message = deflate.decompress(new ByteArrayInputStream(compressed))) {
      return message.readAllBytes();
    }
  }

  @Test
  void gzip_isStillKnown() {
    assertNotNull(Deflate.registry().lookupDecompressor("gzip"));
  }
}

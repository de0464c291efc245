package dev.unroll.grpc;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/**
 * Decompresses gRPC's "deflate" encoding, which is the zlib format. Clients in C++, Python and Go
 * can send it, but gRPC for Java supports only gzip.
 */
final class Deflate implements Decompressor {
  private Deflate() {}

  /** Returns gRPC's default decompressors and this one. */
  static DecompressorRegistry registry() {
    return DecompressorRegistry.getDefaultInstance().with(new Deflate(), true);
  }

  @Override
  public String getMessageEncoding() {
    return "deflate";
  }

  @Override
  public InputStream decompress(InputStream message) {
    return new InflaterInputStream(message);
  }
}

package dev.unroll.grpc;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/**
 * Messages compressed by what gRPC calls deflate: zlib's format. Clients in C++, Python and Go send
 * it where their users ask for it, and gRPC for Java knows gzip only.
 */
final class Deflate implements Decompressor {
  private Deflate() {}

  /** What gRPC knows by itself, and this. */
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

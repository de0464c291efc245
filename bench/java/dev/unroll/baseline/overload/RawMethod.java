package dev.unroll.baseline.overload;

import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.TokenIds;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** {@code ManyToOne} without messages: bytes go out, and of an answer only its size is known. */
final class RawMethod {
  static final MethodDescriptor<byte[], Integer> MANY_TO_ONE =
      SequenceInferenceGrpc.getManyToOneMethod().toBuilder(new BytesOut(), new SizeIn()).build();

  private RawMethod() {}

  /** Returns requests of those lengths with random ids, in bytes. */
  static List<byte[]> requests(String model, long vocabularySize, int[] lengths) {
    var random = new SplittableRandom(1);
    var selector = ModelSelector.newBuilder().setName(model).build();
    return Arrays.stream(lengths)
        .mapToObj(steps -> {
          var ids = TokenIds.newBuilder();
          for (int step = 0; step < steps; step++) {
            ids.addIds(random.nextLong(vocabularySize));
          }
          var input = Input.newBuilder().setTokenIds(ids);
          return ManyToOneRequest.newBuilder()
              .setModel(selector)
              .setInput(input)
              .build()
              .toByteArray();
        })
        .toList();
  }

  /** gRPC asks for the length first if it can. */
  private static final class KnownBytes extends ByteArrayInputStream implements KnownLength {
    KnownBytes(byte[] bytes) {
      super(bytes);
    }
  }

  private static final class BytesOut implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new KnownBytes(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      throw new UnsupportedOperationException("requests are only sent");
    }
  }

  private static final class SizeIn implements Marshaller<Integer> {
    @Override
    public InputStream stream(Integer message) {
      throw new UnsupportedOperationException("answers are only received");
    }

    @Override
    public Integer parse(InputStream message) {
      try {
        return message.available();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

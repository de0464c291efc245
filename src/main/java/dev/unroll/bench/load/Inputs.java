package dev.unroll.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.unroll.v1.Input;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.random.RandomGenerator;

/** A source of inputs. Thread-safe if each thread draws with its own generator. */
public sealed interface Inputs {
  Sample draw(RandomGenerator random);

  /** Describes the inputs for the report. */
  String kind();

  /** Random ids below the vocabulary's size. */
  record Ids(Lengths lengths, long vocabularySize) implements Inputs {
    @Override
    public Sample draw(RandomGenerator random) {
      int steps = lengths.draw(random);
      var ids = TokenIds.newBuilder();
      for (int step = 0; step < steps; step++) {
        ids.addIds(random.nextLong(vocabularySize));
      }
      return new Sample(Input.newBuilder().setTokenIds(ids).build(), steps);
    }

    @Override
    public String kind() {
      return "random token ids";
    }
  }

  /** Random vectors: slices of one long random array, so that a call draws no values. */
  final class RandomVectors implements Inputs {
    private static final int SPARE_VALUES = 1 << 16;

    private final Lengths lengths;
    private final int width;
    private final ByteString values;

    /** Creates the array. Its bytes fit into an int if the longest sequence fits a message. */
    RandomVectors(Lengths lengths, int width, RandomGenerator random) {
      this.lengths = lengths;
      this.width = width;
      int count = lengths.longest() * width + SPARE_VALUES;
      var bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int index = 0; index < count; index++) {
        bytes.putFloat(random.nextFloat() * 2 - 1);
      }
      // The array is not written to from here on.
      this.values = UnsafeByteOperations.unsafeWrap(bytes.flip());
    }

    @Override
    public Sample draw(RandomGenerator random) {
      int steps = lengths.draw(random);
      int from = random.nextInt(SPARE_VALUES) * Float.BYTES;
      var vectors =
          Vectors.newBuilder()
              .setWidth(width)
              .setLittleEndian(values.substring(from, from + steps * width * Float.BYTES));
      return new Sample(Input.newBuilder().setVectors(vectors).build(), steps);
    }

    @Override
    public String kind() {
      return "random vectors of " + width;
    }
  }

  /** Given inputs with equal probabilities. */
  record Given(List<Sample> given, String kind) implements Inputs {
    public Given {
      given = List.copyOf(given);
    }

    @Override
    public Sample draw(RandomGenerator random) {
      return given.get(given.size() == 1 ? 0 : random.nextInt(given.size()));
    }
  }
}

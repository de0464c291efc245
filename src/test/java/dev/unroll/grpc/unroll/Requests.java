package dev.unroll.grpc.unroll;

import com.google.protobuf.ByteString;
import dev.unroll.core.Sequence;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.TokenIds;
import dev.unroll.v1.Vectors;

/** Messages in a word. */
public final class Requests {
  private Requests() {}

  public static ModelSelector model(String name) {
    return ModelSelector.newBuilder().setName(name).build();
  }

  public static Input text(String text) {
    return Input.newBuilder().setText(text).build();
  }

  public static Input ids(long... ids) {
    var message = TokenIds.newBuilder();
    for (long id : ids) {
      message.addIds(id);
    }
    return Input.newBuilder().setTokenIds(message).build();
  }

  /** That many times the same id. */
  public static Input sameIds(int steps, long id) {
    var ids = new long[steps];
    java.util.Arrays.fill(ids, id);
    return ids(ids);
  }

  public static Input vectors(int width, float... values) {
    var message = Vectors.newBuilder().setWidth(width);
    for (float value : values) {
      message.addValues(value);
    }
    return Input.newBuilder().setVectors(message).build();
  }

  public static Input image(byte[] file) {
    return Input.newBuilder().setImage(ByteString.copyFrom(file)).build();
  }

  public static Input of(Sequence sequence) {
    if (sequence instanceof Sequence.Vectors vectors) {
      return vectors(vectors.width(), vectors.values());
    }
    return ids(((Sequence.Ids) sequence).ids());
  }

  public static ManyToOneRequest manyToOne(String model, Input input) {
    return ManyToOneRequest.newBuilder().setModel(model(model)).setInput(input).build();
  }

  public static ManyToManyRequest manyToMany(String model, Input input) {
    return ManyToManyRequest.newBuilder().setModel(model(model)).setInput(input).build();
  }

  public static OneToManyRequest oneToMany(String model, Input input) {
    return OneToManyRequest.newBuilder().setModel(model(model)).setInput(input).build();
  }
}

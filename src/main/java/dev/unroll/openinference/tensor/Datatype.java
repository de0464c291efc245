package dev.unroll.openinference.tensor;

import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import dev.unroll.triton.DataType;

/** The protocol's element types that are supported. */
public enum Datatype {
  FP16(2, DataType.TYPE_FP16),
  FP32(4, DataType.TYPE_FP32),
  FP64(8, DataType.TYPE_FP64),
  INT32(4, DataType.TYPE_INT32),
  INT64(8, DataType.TYPE_INT64),
  /** Strings or files; elements have different sizes. */
  BYTES(0, DataType.TYPE_STRING);

  private final int bytes;
  private final DataType config;

  Datatype(int bytes, DataType config) {
    this.bytes = bytes;
    this.config = config;
  }

  /** Returns the bytes of an element; 0 if elements have different sizes. */
  public int bytes() {
    return bytes;
  }

  /** Returns the type's name in a model's configuration. */
  public DataType config() {
    return config;
  }

  public boolean isInteger() {
    return this == INT32 || this == INT64;
  }

  /** Whether messages have typed contents for it. */
  public boolean isTyped() {
    return this != FP16;
  }

  static Datatype of(TensorFacts facts) {
    return of(facts.elementType());
  }

  /**
   * Returns the type for an ONNX type.
   *
   * @param label the label of an {@link ElementType}
   */
  static Datatype of(String label) {
    for (var type : ElementType.values()) {
      if (type.label().equals(label)) {
        return switch (type) {
          case FLOAT16 -> FP16;
          case FLOAT32 -> FP32;
          case FLOAT64 -> FP64;
          case INT32 -> INT32;
          case INT64 -> INT64;
        };
      }
    }
    throw new IllegalArgumentException("unknown element type " + label);
  }
}

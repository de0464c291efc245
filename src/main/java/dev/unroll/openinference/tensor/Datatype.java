package dev.unroll.openinference.tensor;

import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import dev.unroll.triton.DataType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The protocol's element types that are supported. */
public enum Datatype {
  FP16(ElementType.FLOAT16, DataType.TYPE_FP16),
  FP32(ElementType.FLOAT32, DataType.TYPE_FP32),
  FP64(ElementType.FLOAT64, DataType.TYPE_FP64),
  BOOL(ElementType.BOOL, DataType.TYPE_BOOL),
  UINT8(ElementType.UINT8, DataType.TYPE_UINT8),
  INT8(ElementType.INT8, DataType.TYPE_INT8),
  INT16(ElementType.INT16, DataType.TYPE_INT16),
  INT32(ElementType.INT32, DataType.TYPE_INT32),
  INT64(ElementType.INT64, DataType.TYPE_INT64),
  /** Strings or files; elements have different sizes. */
  BYTES(null, DataType.TYPE_STRING);

  private final @Nullable ElementType elementType;
  private final DataType config;

  Datatype(@Nullable ElementType elementType, DataType config) {
    this.elementType = elementType;
    this.config = config;
  }

  /** Returns the type of a graph's elements; empty if a graph has none such. */
  Optional<ElementType> elementType() {
    return Optional.ofNullable(elementType);
  }

  /** Returns the bytes of an element; 0 if elements have different sizes. */
  public int bytes() {
    return elementType == null ? 0 : elementType.bytes();
  }

  /** Returns the type's name in a model's configuration. */
  public DataType config() {
    return config;
  }

  public boolean isInteger() {
    return elementType != null && elementType.isInteger();
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
    var type = ElementType.labelled(label);
    return Arrays.stream(values())
        .filter(datatype -> datatype.elementType == type)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no datatype for " + label));
  }
}

package dev.unroll.runtime;

import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.util.Optional;

/** The element types of blocks, under ONNX's own names. */
public enum ElementType {
  FLOAT32("float32", 4),
  FLOAT16("float16", 2),
  FLOAT64("double", 8),
  INT64("int64", 8),
  INT32("int32", 4);

  private final String label;
  private final int bytes;

  ElementType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  public String label() {
    return label;
  }

  /** Returns the number of bytes per element. */
  public int bytes() {
    return bytes;
  }

  public boolean isInteger() {
    return this == INT64 || this == INT32;
  }

  static Optional<ElementType> of(OnnxTensorType type) {
    if (type == OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
      return Optional.of(FLOAT32);
    }
    if (type == OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16) {
      return Optional.of(FLOAT16);
    }
    if (type == OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE) {
      return Optional.of(FLOAT64);
    }
    if (type == OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
      return Optional.of(INT64);
    }
    if (type == OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32) {
      return Optional.of(INT32);
    }
    return Optional.empty();
  }
}

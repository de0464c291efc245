package dev.unroll.runtime;

import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element types of blocks, under ONNX's own names. */
public enum ElementType {
  FLOAT32("float32", 4, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT),
  FLOAT16("float16", 2, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16),
  FLOAT64("double", 8, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE),
  INT64(
      "int64",
      8,
      OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64,
      Long.MIN_VALUE,
      Long.MAX_VALUE),
  INT32(
      "int32",
      4,
      OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32,
      Integer.MIN_VALUE,
      Integer.MAX_VALUE),
  INT16(
      "int16",
      2,
      OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16,
      Short.MIN_VALUE,
      Short.MAX_VALUE),
  INT8(
      "int8", 1, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8, Byte.MIN_VALUE, Byte.MAX_VALUE),
  UINT8("uint8", 1, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, 0, 255),
  /** Zeros and ones. */
  BOOL("bool", 1, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, 0, 1);

  private final String label;
  private final int bytes;
  private final OnnxTensorType onnxType;
  private final boolean integer;
  private final long least;
  private final long most;

  /** A type of floats. */
  ElementType(String label, int bytes, OnnxTensorType onnxType) {
    this.label = label;
    this.bytes = bytes;
    this.onnxType = onnxType;
    this.integer = false;
    this.least = Long.MIN_VALUE;
    this.most = Long.MAX_VALUE;
  }

  /** A type of integers. */
  ElementType(String label, int bytes, OnnxTensorType onnxType, long least, long most) {
    this.label = label;
    this.bytes = bytes;
    this.onnxType = onnxType;
    this.integer = true;
    this.least = least;
    this.most = most;
  }

  public String label() {
    return label;
  }

  /** Returns the number of bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether elements are whole numbers; {@link #BOOL} has 0 and 1. */
  public boolean isInteger() {
    return integer;
  }

  /** Returns the least integer that the type can hold; any for floats. */
  public long least() {
    return least;
  }

  /** Returns the largest integer that the type can hold; any for floats. */
  public long most() {
    return most;
  }

  /** Returns whether the type can hold an integer. */
  public boolean holds(long value) {
    return value >= least && value <= most;
  }

  /**
   * Returns the type of a label.
   *
   * @throws IllegalArgumentException if no type has it
   */
  public static ElementType labelled(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown element type " + label));
  }

  /** Returns the labels of all types, for messages. */
  static String labels() {
    return Arrays.stream(values()).map(ElementType::label).collect(Collectors.joining(", "));
  }

  static Optional<ElementType> of(OnnxTensorType type) {
    return Arrays.stream(values()).filter(own -> own.onnxType == type).findFirst();
  }
}

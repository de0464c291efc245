/**
 * ONNX Runtime and its devices: sessions, and direct buffers for their inputs and outputs. Its only
 * library is ONNX Runtime. Tensors do not leave this package; blocks of plain buffers do.
 */
@NullMarked
package dev.unroll.runtime;

import org.jspecify.annotations.NullMarked;

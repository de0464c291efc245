/**
 * ONNX Runtime and the devices it runs on: sessions, and direct buffers that go in and out of them.
 * Its one library is ONNX Runtime; tensors never leave it, blocks of plain buffers do.
 */
@NullMarked
package dev.unroll.runtime;

import org.jspecify.annotations.NullMarked;

/**
 * Plans: the stages that run a model, and what is known about them. The inner packages read an ONNX
 * file, propose plans and prove them.
 */
@NullMarked
package dev.unroll.plan;

import org.jspecify.annotations.NullMarked;

"""From a Keras network to ONNX, with one RNN, GRU or LSTM node a layer.

    python -m training.keras_onnx model.keras models/my-model/1/model.onnx

Keras' own export (`model.export(format="onnx")`) depends on the backend: loops with JAX and, except for LSTM, with
TensorFlow; one step, or a wrong length, with PyTorch (docs/MODELS.md has the table). ONNX has nodes for these very
layers, so the weights are put into them here, in the order that each node wants, with any backend. Axes that are None
in Keras stay free.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import keras
import numpy
import onnx
from keras import layers
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
ACTIVATIONS = {"linear": None, "tanh": "Tanh", "sigmoid": "Sigmoid", "relu": "Relu", "softmax": "Softmax"}


class Unsupported(Exception):
    """A layer, or a setting of one, that this module cannot say in ONNX."""


class Graph:
    """Nodes and weights in the making; every method gives the name of what it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, values: numpy.ndarray | list[int]) -> str:
        values = numpy.asarray(values)
        kind = numpy.float32 if values.dtype.kind == "f" else numpy.int64
        self.weights.append(numpy_helper.from_array(numpy.ascontiguousarray(values, kind), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, outputs: list[str] | None = None, **settings) -> str:
        self.nodes.append(helper.make_node(operator, inputs, outputs or [output], name=output, **settings))
        return output


def convert(model: keras.Sequential) -> onnx.ModelProto:
    graph = Graph()
    tensor = "input"
    for layer in model.layers:
        if type(layer) not in CONVERTERS:
            raise Unsupported(f"{layer.name}: no way is known to write a {type(layer).__name__} in ONNX")
        tensor = CONVERTERS[type(layer)](graph, layer, tensor)
    graph.node("Identity", [tensor], "output")
    token_ids = isinstance(model.layers[0], layers.Embedding)
    inputs = [_tensor("input", TensorProto.INT64 if token_ids else TensorProto.FLOAT, model.input_shape)]
    outputs = [_tensor("output", TensorProto.FLOAT, model.output_shape)]
    made = helper.make_model(
        helper.make_graph(graph.nodes, model.name, inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=9,
        producer_name="training.keras_onnx",
    )
    onnx.checker.check_model(made, full_check=True)
    return made


def _tensor(name: str, kind: int, shape: tuple[int | None, ...]) -> onnx.ValueInfoProto:
    free = ("batch", "time")
    return helper.make_tensor_value_info(name, kind, [size or free[axis] for axis, size in enumerate(shape)])


def _embedding(graph: Graph, layer: layers.Embedding, tensor: str) -> str:
    if layer.mask_zero:
        raise Unsupported(f"{layer.name}: mask_zero hides padding; the server never pads, so go without")
    table = graph.weight(f"{layer.name}.table", layer.get_weights()[0])
    return graph.node("Gather", [table, tensor], layer.name)


def _dense(graph: Graph, layer: layers.Dense, tensor: str) -> str:
    product = graph.node(
        "MatMul", [tensor, graph.weight(f"{layer.name}.kernel", layer.get_weights()[0])], f"{layer.name}.product"
    )
    if layer.use_bias:
        bias = graph.weight(f"{layer.name}.bias", layer.get_weights()[1])
        product = graph.node("Add", [product, bias], f"{layer.name}.sum")
    activation = _activation(layer, layer.activation)
    settings = {"axis": -1} if activation == "Softmax" else {}
    return graph.node(activation, [product], layer.name, **settings) if activation else product


def _recurrent(graph: Graph, layer: layers.RNN, tensor: str) -> str:
    if layer.go_backwards:
        raise Unsupported(f"{layer.name}: go_backwards outside of Bidirectional")
    return _node_of(graph, layer.name, [layer], tensor)


def _bidirectional(graph: Graph, layer: layers.Bidirectional, tensor: str) -> str:
    if layer.merge_mode != "concat":
        raise Unsupported(f"{layer.name}: merge_mode {layer.merge_mode!r}, only 'concat'")
    return _node_of(graph, layer.name, [layer.forward_layer, layer.backward_layer], tensor)


def _node_of(graph: Graph, name: str, directions: list[layers.RNN], tensor: str) -> str:
    """One node for one or both directions. Time comes first inside: ONNX Runtime has no other kernel."""
    first = directions[0]
    if first.stateful or first.return_state:
        raise Unsupported(f"{name}: stateful and return_state are for callers who keep states; the server does that")
    parts = [_weights(layer) for layer in directions]
    inputs = [
        graph.node("Transpose", [tensor], f"{name}.by_time", perm=[1, 0, 2]),
        *(graph.weight(f"{name}.{part}", numpy.stack(values)) for part, values in zip("WRB", zip(*parts))),
    ]
    settings = {"linear_before_reset": int(first.reset_after)} if isinstance(first, layers.GRU) else {}
    every, last = f"{name}.every_step", f"{name}.last_step"
    graph.node(
        NODES[type(first)],
        inputs,
        f"{name}.node",
        outputs=[every] if first.return_sequences else ["", last],
        hidden_size=first.units,
        direction="bidirectional" if len(directions) == 2 else "forward",
        activations=[word for layer in directions for word in _activations(layer)],
        **settings,
    )
    # [time, directions, batch, units] or [directions, batch, units]: the directions are put side by side.
    width = len(directions) * first.units
    if first.return_sequences:
        turned = graph.node("Transpose", [every], f"{name}.by_row", perm=[2, 0, 1, 3])
        return graph.node("Reshape", [turned, graph.weight(f"{name}.shape", [0, 0, width])], name)
    turned = graph.node("Transpose", [last], f"{name}.by_row", perm=[1, 0, 2])
    return graph.node("Reshape", [turned, graph.weight(f"{name}.shape", [0, width])], name)


def _weights(layer: layers.RNN) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """W, R and B of one direction. ONNX has gates in rows where Keras has them in columns, and always two biases."""
    kernel, recurrent, *rest = layer.get_weights()
    gates = len(kernel[0]) // layer.units
    bias = numpy.zeros((2, gates * layer.units), numpy.float32)
    if rest:
        # Only a GRU with reset_after has a bias of its own for the states.
        bias[: rest[0].ndim] = rest[0]
    return _gates(layer, kernel).T, _gates(layer, recurrent).T, _gates(layer, bias).reshape(-1)


def _gates(layer: layers.RNN, values: numpy.ndarray) -> numpy.ndarray:
    """Columns in ONNX's order of gates: the LSTM of Keras has input, forget, cell, output; ONNX input, output, ..."""
    if not isinstance(layer, layers.LSTM):
        return values  # update, reset, hidden in both
    input_gate, forget_gate, cell, output_gate = numpy.split(values, 4, axis=-1)
    return numpy.concatenate([input_gate, output_gate, forget_gate, cell], axis=-1)


def _activations(layer: layers.RNN) -> list[str]:
    inner = _activation(layer, layer.activation)
    if isinstance(layer, layers.SimpleRNN):
        return [inner]
    gate = _activation(layer, layer.recurrent_activation)
    return [gate, inner, inner] if isinstance(layer, layers.LSTM) else [gate, inner]


def _activation(layer: keras.Layer, function: Callable) -> str | None:
    name = keras.activations.serialize(function)
    if name not in ACTIVATIONS:
        raise Unsupported(f"{layer.name}: activation {name!r}, only {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]


NODES = {layers.SimpleRNN: "RNN", layers.GRU: "GRU", layers.LSTM: "LSTM"}
CONVERTERS = {
    layers.Embedding: _embedding,
    layers.Dense: _dense,
    layers.Dropout: lambda graph, layer, tensor: tensor,
    layers.SimpleRNN: _recurrent,
    layers.GRU: _recurrent,
    layers.LSTM: _recurrent,
    layers.Bidirectional: _bidirectional,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes a keras.Sequential as ONNX that Unroll can cut in time.")
    parser.add_argument("model", type=Path, help="file that model.save() wrote: model.keras")
    parser.add_argument("onnx", type=Path, help="file to write: models/my-model/1/model.onnx")
    arguments = parser.parse_args()
    model = keras.saving.load_model(arguments.model, compile=False)
    if not isinstance(model, keras.Sequential):
        parser.exit(1, f"error: {arguments.model} holds a {type(model).__name__}; only a Sequential can be written\n")
    try:
        converted = convert(model)
    except Unsupported as reason:
        parser.exit(1, f"error: {reason}\n")
    arguments.onnx.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(converted, arguments.onnx)
    print(f"{arguments.onnx}: {model.count_params():,} parameters, output shape {model.output_shape}")


if __name__ == "__main__":
    main()

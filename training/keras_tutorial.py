"""The small networks of the Keras tutorial on recurrent layers, each as a model that Unroll serves.

    pip install -r training/requirements-keras.txt
    python -m training.keras_tutorial --out models/tutorial --truths src/test/resources/keras

Builds each with Keras, checks its number of parameters and its output shape, writes `<out>/<name>` with the graph by
`keras_onnx` (which says why not by Keras' own export), checks that ONNX Runtime answers like Keras, and like the
tutorial's own loop in NumPy where the network is a single SimpleRNN. `--truths` is where example answers of Keras go,
one sequence each. Keras computes with JAX here: the smallest of its backends to install.
"""

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy
import onnx
import onnxruntime
from keras.layers import GRU, LSTM, Bidirectional, Dense, Embedding, Input, SimpleRNN

from training import keras_onnx

TOLERANCE = 1e-5
LENGTHS = (1, 2, 3, 10, 57)  # where time is free
ROWS = 3  # of each length, where the batch is free
WORDS = 20
DECIMALS = 7

# Inputs that `call` sends by itself. The second is the tutorial's `train_X`.
TWO_STEPS = [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]]
FOUR_STEPS = [
    [0.1, 4.2, 1.5, 1.1, 2.8],
    [1.0, 3.1, 2.5, 0.7, 1.1],
    [0.3, 2.1, 1.5, 2.1, 0.1],
    [2.2, 1.4, 0.5, 0.9, 1.1],
]
TEN_STEPS = [[step / 10, 1 - step / 10, 0.5, -0.5] for step in range(10)]
TOKEN_IDS = [3, 1, 4, 1, 5, 9, 2, 6]


@dataclass(frozen=True)
class Network:
    name: str
    what: str
    parameters: int  # as model.summary() says
    output_shape: tuple[int | None, ...]
    example: list
    layers: Callable[[], list]
    weights: str = "drawn"  # or "constant": 0.1, with Keras' first biases; or "uniform": from 0 to 1


NETWORKS = [
    Network(
        "simple-rnn", "SimpleRNN(3, input_shape=(2, 10))", 42, (None, 3), TWO_STEPS,
        lambda: [Input((2, 10)), SimpleRNN(3)],
    ),
    Network(
        "simple-rnn-batch-8", "SimpleRNN(3, batch_input_shape=(8, 2, 10))", 42, (8, 3), TWO_STEPS,
        lambda: [Input(batch_shape=(8, 2, 10)), SimpleRNN(3)],
    ),
    Network(
        "return-sequences", "SimpleRNN(3, batch_input_shape=(8, 2, 10), return_sequences=True)", 42, (8, 2, 3),
        TWO_STEPS,
        lambda: [Input(batch_shape=(8, 2, 10)), SimpleRNN(3, return_sequences=True)],
    ),
    Network(
        "simple-rnn-any-length", "SimpleRNN(3, input_shape=(None, 10))", 42, (None, 3), TWO_STEPS,
        lambda: [Input((None, 10)), SimpleRNN(3)],
    ),
    Network(
        "numpy-rnn", "the loop in NumPy: 8 units on vectors of 4", 8 * 4 + 8 * 8 + 8, (None, None, 8), TEN_STEPS,
        lambda: [Input((None, 4)), SimpleRNN(8, return_sequences=True)], weights="uniform",
    ),
    Network(
        "deep-rnn", "two SimpleRNN(3) on vectors of 5", 27 + 21, (None, None, 3), FOUR_STEPS,
        lambda: [Input((None, 5)), SimpleRNN(3, return_sequences=True), SimpleRNN(3, return_sequences=True)],
    ),
    Network(
        "bidirectional-rnn", "Bidirectional(SimpleRNN(3, return_sequences=True))", 2 * 27, (None, None, 6), FOUR_STEPS,
        lambda: [Input((None, 5)), Bidirectional(SimpleRNN(3, return_sequences=True))],
    ),
    Network(
        "deep-bidirectional-rnn", "four Bidirectional(SimpleRNN(3, return_sequences=True))", 54 + 3 * 60,
        (None, None, 6), FOUR_STEPS,
        lambda: [Input((None, 5)), *(Bidirectional(SimpleRNN(3, return_sequences=True)) for _ in range(4))],
    ),
    Network("lstm", "LSTM(3)", 4 * 27, (None, 3), FOUR_STEPS, lambda: [Input((None, 5)), LSTM(3)]),
    Network("gru", "GRU(3)", 3 * 30, (None, 3), FOUR_STEPS, lambda: [Input((None, 5)), GRU(3)]),
    Network(
        "bidirectional-lstm", "Bidirectional(LSTM(3)), weights 0.1", 2 * 4 * 27, (None, 6), FOUR_STEPS,
        lambda: [Input((None, 5)), Bidirectional(LSTM(3))], weights="constant",
    ),
    Network(
        "deep-bidirectional-tagger", "Embedding, two Bidirectional(LSTM(4)), two Bidirectional(GRU(4)), Dense(3)",
        160 + 2 * 416 + 2 * 336 + 27, (None, None, 3), TOKEN_IDS,
        lambda: [
            Input((None,), dtype="int32"),
            Embedding(WORDS, 8),
            *(Bidirectional(kind(4, return_sequences=True)) for kind in (LSTM, LSTM, GRU, GRU)),
            Dense(3, activation="softmax"),
        ],
    ),
]  # fmt: skip


def build(network: Network) -> keras.Sequential:
    """The same layers get the same weights and names in each network, so that their answers can be compared."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(3)
    model = keras.Sequential(network.layers(), name=network.name)
    generator = numpy.random.default_rng(7)
    model.set_weights([weights_of(network, weight, generator) for weight in model.get_weights()])
    found = (model.count_params(), model.output_shape)
    if found != (network.parameters, network.output_shape):
        raise RuntimeError(f"{network.name}: {found}, not {network.parameters} parameters and {network.output_shape}")
    return model


def weights_of(network: Network, initial: numpy.ndarray, generator: numpy.random.Generator) -> numpy.ndarray:
    if network.weights == "uniform":
        return generator.random(initial.shape)
    if network.weights == "constant":
        return numpy.full(initial.shape, 0.1) if initial.ndim == 2 else initial
    # Keras begins with biases of zero; with others it shows when one goes astray on the way to ONNX.
    return initial + generator.normal(0, 0.2, initial.shape)


def loop_in_numpy(model: keras.Sequential, steps: numpy.ndarray) -> numpy.ndarray:
    """The tutorial's loop over the time steps of one sequence: the hidden state of each step."""
    kernel, recurrent, bias = model.layers[0].get_weights()
    hidden_states = []
    hidden_state = numpy.zeros(len(recurrent))
    for step in steps:
        hidden_state = numpy.tanh(step @ kernel + hidden_state @ recurrent + bias)
        hidden_states.append(hidden_state)
    return numpy.stack(hidden_states)


def check_loop(model: keras.Sequential, batches: list[numpy.ndarray], answers: list[numpy.ndarray]) -> None:
    layer = model.layers[0]
    if len(model.layers) > 1 or not isinstance(layer, SimpleRNN):
        return
    for batch, answer in zip(batches, answers, strict=True):
        for steps, given in zip(batch, answer, strict=True):
            states = loop_in_numpy(model, steps)
            difference = numpy.abs((states if layer.return_sequences else states[-1]) - given).max()
            if difference > TOLERANCE:
                raise RuntimeError(f"{model.name}: the loop in NumPy differs from Keras by {difference:.2e}")


def inputs_of(model: keras.Sequential) -> list[numpy.ndarray]:
    """Batches of the lengths and sizes that the network takes."""
    generator = numpy.random.default_rng(7)
    batch, time, *width = model.input_shape
    shapes = [(batch or ROWS, length, *width) for length in ([time] if time else LENGTHS)]
    if isinstance(model.layers[0], Embedding):
        return [generator.integers(0, WORDS, shape) for shape in shapes]
    return [generator.normal(size=shape).astype(numpy.float32) for shape in shapes]


def check(path: Path, batches: list[numpy.ndarray], answers: list[numpy.ndarray]) -> float:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch, answer in zip(batches, answers, strict=True):
        given = session.run(None, {"input": batch})[0]
        if given.shape != answer.shape:
            raise RuntimeError(f"{path}: ONNX Runtime gives {given.shape}, Keras {answer.shape}")
        worst = max(worst, float(numpy.abs(given - answer).max()))
    if worst > TOLERANCE:
        raise RuntimeError(f"{path}: ONNX Runtime differs from Keras by {worst:.2e}, more than {TOLERANCE}")
    return worst


def write_manifest(folder: Path, network: Network) -> None:
    shape = str(network.output_shape)
    kind = "vectors" if isinstance(network.example[0], list) else "token_ids"
    text = f"""# Written by training/keras_tutorial.py.
description: "{network.what}; output shape {shape}"
example: {{{kind}: {json.dumps(network.example)}}}
"""
    (folder / "model.yaml").write_text(text, encoding="utf-8")


def write_truths(path: Path, network: Network, batches: list[numpy.ndarray], answers: list[numpy.ndarray]) -> None:
    rows = [pair for batch, answer in zip(batches, answers, strict=True) for pair in zip(batch, answer, strict=True)]
    examples = [
        json.dumps({"input": given.round(DECIMALS).tolist(), "output": answer.round(DECIMALS).tolist()})
        for given, answer in rows
    ]
    head = json.dumps({"what": network.what, "parameters": network.parameters, "output_shape": network.output_shape})
    joined = ",\n".join(examples)
    path.write_text(f'{head[:-1]}, "examples": [\n{joined}\n]}}\n', encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of models")
    parser.add_argument("--truths", type=Path, required=True, help="folder for example answers of Keras")
    arguments = parser.parse_args()
    arguments.truths.mkdir(parents=True, exist_ok=True)
    for network in NETWORKS:
        model = build(network)
        path = arguments.out / network.name / "1" / "model.onnx"
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(keras_onnx.convert(model), path)
        # What the truths say is what was computed with: inputs have few decimals.
        batches = [batch.round(DECIMALS) for batch in inputs_of(model)]
        answers = [numpy.asarray(model(batch)) for batch in batches]
        difference = check(path, batches, answers)
        check_loop(model, batches, answers)
        write_manifest(arguments.out / network.name, network)
        write_truths(arguments.truths / f"{network.name}.json", network, batches, answers)
        shape = str(network.output_shape)
        print(f"{network.name:26} {network.parameters:5} parameters  gives {shape:16} differs by {difference:.0e}")


if __name__ == "__main__":
    main()

"""The small networks of the Keras tutorial on recurrent layers, each as a model that Unroll serves.

    pip install -r training/requirements-keras.txt
    python -m training.keras_tutorial --out src/test/resources/keras

Builds each with Keras, checks its number of parameters, writes `<out>/<name>/1/model.onnx` by `keras_onnx` (which says
why not by Keras' own export), checks that ONNX Runtime answers like Keras, and writes example answers of Keras to
`<out>/<name>/truths.json`, one sequence each. Keras computes with JAX here: the smallest of its backends to install.
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


@dataclass(frozen=True)
class Network:
    name: str
    what: str
    parameters: int  # as model.summary() says
    output_shape: tuple[int | None, ...]
    layers: Callable[[], list]


NETWORKS = [
    Network("simple_rnn", "SimpleRNN(3) on vectors of 10", 42, (None, 3), lambda: [Input((None, 10)), SimpleRNN(3)]),
    Network(
        "simple_rnn_batch8", "the same with batch_input_shape=(8, 2, 10)", 42, (8, 3),
        lambda: [Input(batch_shape=(8, 2, 10)), SimpleRNN(3)],
    ),
    Network(
        "simple_rnn_sequences", "the same with return_sequences=True", 42, (8, 2, 3),
        lambda: [Input(batch_shape=(8, 2, 10)), SimpleRNN(3, return_sequences=True)],
    ),
    Network(
        "deep_rnn", "two SimpleRNN(3) on vectors of 5", 27 + 21, (None, None, 3),
        lambda: [Input((None, 5)), SimpleRNN(3, return_sequences=True), SimpleRNN(3, return_sequences=True)],
    ),
    Network(
        "bidirectional_rnn", "Bidirectional(SimpleRNN(3)), every step", 2 * 27, (None, None, 6),
        lambda: [Input((None, 5)), Bidirectional(SimpleRNN(3, return_sequences=True))],
    ),
    Network(
        "bidirectional_lstm", "Bidirectional(LSTM(3)), the last step of both directions", 2 * 4 * 27, (None, 6),
        lambda: [Input((None, 5)), Bidirectional(LSTM(3))],
    ),
    Network(
        "deep_bidirectional_rnn", "four Bidirectional(SimpleRNN(3))", 54 + 3 * 60, (None, None, 6),
        lambda: [Input((None, 5)), *(Bidirectional(SimpleRNN(3, return_sequences=True)) for _ in range(4))],
    ),
    Network(
        "deep_bidirectional_tagger", "Embedding, two Bidirectional(LSTM(4)), two Bidirectional(GRU(4)), Dense(3)",
        160 + 2 * 416 + 2 * 336 + 27, (None, None, 3),
        lambda: [
            Input((None,), dtype="int32"),
            Embedding(WORDS, 8),
            *(Bidirectional(kind(4, return_sequences=True)) for kind in (LSTM, LSTM, GRU, GRU)),
            Dense(3, activation="softmax"),
        ],
    ),
]  # fmt: skip


def build(network: Network) -> keras.Sequential:
    model = keras.Sequential(network.layers(), name=network.name)
    # Keras begins with biases of zero; with others it shows when one goes astray on the way to ONNX.
    generator = numpy.random.default_rng(7)
    model.set_weights([weight + generator.normal(0, 0.2, weight.shape) for weight in model.get_weights()])
    found = (model.count_params(), model.output_shape)
    if found != (network.parameters, network.output_shape):
        raise RuntimeError(f"{network.name}: {found}, not {network.parameters} parameters and {network.output_shape}")
    return model


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
    out = parser.parse_args().out
    keras.utils.set_random_seed(7)
    for network in NETWORKS:
        model = build(network)
        path = out / network.name / "1" / "model.onnx"
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(keras_onnx.convert(model), path)
        # What the truths say is what was computed with: inputs have few decimals.
        batches = [batch.round(DECIMALS) for batch in inputs_of(model)]
        answers = [numpy.asarray(model(batch)) for batch in batches]
        difference = check(path, batches, answers)
        write_truths(out / network.name / "truths.json", network, batches, answers)
        shape = str(network.output_shape).replace("None", "any")
        print(f"{network.name:26} {network.parameters:5} parameters  gives {shape:16} differs by {difference:.0e}")


if __name__ == "__main__":
    main()

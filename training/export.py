"""From a trained PyTorch module to ONNX files that ONNX Runtime answers alike.

Weights may be stored as float16: `halve_weights` rounds those of the module, before anything is measured, and
`export_graph(..., half=True)` stores them so, with a Cast behind each. The graph still computes in float32 and answers
like the rounded module.
"""

import warnings
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

TOLERANCE = 1e-4
BUDGET_BYTES = 5_000_000  # bundled models stay small enough to live in the repository
LARGE = 1024  # numbers; smaller weights are not worth a Cast


def halve_weights(*modules: nn.Module) -> None:
    """Rounds every large weight to what float16 can say, in place."""
    with torch.no_grad():
        for module in modules:
            for weight in module.parameters():
                if weight.numel() >= LARGE:
                    weight.copy_(weight.half().float())


def export_graph(
    module: nn.Module,
    path: Path,
    inputs: dict[str, Tensor],
    outputs: list[str],
    free_axes: dict[str, dict[int, str]],
    half: bool = False,
) -> None:
    """Writes `module` to `path`; `free_axes` names the axes (batch, time) that stay open in the graph."""
    path.parent.mkdir(parents=True, exist_ok=True)
    module.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The exporter that traces keeps GRU and LSTM as single nodes with both axes free; the newer one
        # unrolls some of them or fixes their length.
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=free_axes,
            opset_version=17,
            dynamo=False,
        )
    if half:
        _store_half(path)
    onnx.checker.check_model(onnx.load(path), full_check=True)


def _store_half(path: Path) -> None:
    """Stores large float32 weights as float16, where that loses nothing; a Cast gives each back under its name."""
    model = onnx.load(path)
    casts, weights = [], []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        halves = values.astype(numpy.float16) if weight.data_type == TensorProto.FLOAT else values
        if (
            weight.data_type != TensorProto.FLOAT
            or values.size < LARGE
            or (halves.astype(values.dtype) != values).any()
        ):
            weights.append(weight)
            continue
        weights.append(numpy_helper.from_array(halves, f"{weight.name}.half"))
        casts.append(helper.make_node("Cast", [f"{weight.name}.half"], [weight.name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(weights)
    model.graph.node.extend(casts + nodes)
    onnx.save(model, path)


def check_graph(module: nn.Module, path: Path, cases: list[dict[str, Tensor]]) -> float:
    """Runs module and graph on every case; returns the largest difference, and refuses one above 1e-4."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for case in cases:
        with torch.no_grad():
            expected = module(*case.values())
        expected = expected if isinstance(expected, tuple) else (expected,)
        actual = session.run(None, {name: value.numpy() for name, value in case.items()})
        for want, got in zip(expected, actual, strict=True):
            worst = max(worst, float(numpy.abs(want.numpy() - got).max()))
    if worst > TOLERANCE:
        raise RuntimeError(f"{path}: ONNX Runtime differs from PyTorch by {worst:.2e}, more than {TOLERANCE}")
    return worst


def export_token_graph(
    module: nn.Module, out: Path, vocabulary: int, timed: bool, shapes: list[tuple[int, int]]
) -> float:
    """Writes the one graph of a network of token ids [batch, time], with float16 weights: halve them before.

    `timed`: there is an output for each step. Returns by how much the graph differs from `module` on ids of `shapes`.
    """
    path = out / "1" / "model.onnx"
    axes = {0: "batch", 1: "time"}
    free_axes = {"input": axes, "output": axes if timed else {0: "batch"}}
    export_graph(module, path, {"input": torch.randint(vocabulary, (2, 9))}, ["output"], free_axes, half=True)
    return check_graph(module, path, [{"input": torch.randint(vocabulary, shape)} for shape in shapes])


def check_budget(folder: Path) -> int:
    """Size in bytes of all the graphs of a model; together they must stay within the budget."""
    size = sum(path.stat().st_size for path in folder.rglob("*.onnx"))
    if size > BUDGET_BYTES:
        raise RuntimeError(f"{folder}: {size} bytes of ONNX, more than {BUDGET_BYTES}")
    return size


def count_parameters(*modules: nn.Module) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())

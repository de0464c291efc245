"""Example answers by PyTorch, one sequence at a time: what the server's tests compare with."""

import json
from pathlib import Path

from torch import Tensor

DECIMALS = 6


def write_truths(path: Path, model: str, examples: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(example, ensure_ascii=False) for example in examples)
    path.write_text(f'{{"model": "{model}", "examples": [\n{lines}\n]}}\n', encoding="utf-8")


def rounded(values: Tensor) -> list:
    """Nested lists of floats with six decimals."""
    return _round(values.tolist())


def _round(value):
    return [_round(item) for item in value] if isinstance(value, list) else round(value, DECIMALS)

"""The cases of the zoo: exported graphs, and the answers that their own frameworks gave."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ZOO = Path(__file__).resolve().parents[1] / "resources" / "zoo"


@dataclass(frozen=True)
class Question:
    """One request, or one sequence of them, and what must come back."""

    case: str
    facts: dict
    example: dict

    def tensors(self, what: str) -> dict[str, np.ndarray]:
        return {name: tensor(facts) for name, facts in self.example.get(what, {}).items()}


def tensor(facts: dict) -> np.ndarray:
    return np.array(facts["data"], facts["dtype"]).reshape(facts["shape"])


def questions(zoo: Path) -> Iterator[Question]:
    for file in sorted(zoo.glob("*/case.json")):
        facts = json.loads(file.read_text(encoding="utf-8"))
        for example in facts["examples"]:
            yield Question(facts["name"], facts, example)

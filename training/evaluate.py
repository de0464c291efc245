"""Measures the test figure of every bundled model through a running server, beside the figure that PyTorch gave.

    python -m training.evaluate --to localhost:8001 --data DIR

Only the test files of DIR are read. The figures of PyTorch are those that the training scripts wrote into the cards
(`metrics:` at the top of models/NAME/MODEL_CARD.md). The exit status is 1 where one differs by more than 0.0005 and
more than one example, which is more than rounding explains.
"""

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml
from tqdm import tqdm

from training import arguments as types
from training.client import Client, Refused, ServerError
from training.data import DataError
from training.metrics import Measure
from training.questions import Question
from training.tasks import TASKS

SMALLEST_DIFFERENCE = 0.0005  # of a share; of BLEU a hundred times that


@dataclass(frozen=True)
class Result:
    """A line of the report."""

    model: str
    figure: str
    server: float
    pytorch: float | None  # None: the card does not say
    agrees: bool
    examples: int
    refused: int
    answers_per_second: float
    scale: int = 1  # 100: of BLEU


def examine(client: Client, model: str, asked: list[Question], card: dict[str, float], in_flight: int) -> list[Result]:
    """Asks everything, `in_flight` calls at a time. What the server refuses is a wrong answer, and counted."""

    def answer(question: Question) -> Any:
        try:
            return TASKS[model].ask(client, model, question.put)
        except Refused:
            return None

    started = perf_counter()
    pool = ThreadPoolExecutor(in_flight)
    try:
        answers = list(tqdm(pool.map(answer, asked), model, len(asked), leave=False, disable=None, unit=" answers"))
    finally:
        pool.shutdown(cancel_futures=True)
    speed = len(asked) / (perf_counter() - started)
    refused = answers.count(None)
    measures = TASKS[model].score(answers, [question.wanted for question in asked])
    return [
        make_result(model, name, measure, card.get(name), len(asked), refused, speed)
        for name, measure in measures.items()
    ]


def make_result(
    model: str, figure: str, measure: Measure, pytorch: float | None, examples: int, refused: int, speed: float
) -> Result:
    """Rounding may turn a close decision, so one example more or less is no difference."""
    allowed = max(SMALLEST_DIFFERENCE * measure.scale, measure.one_thing)
    agrees = pytorch is None or abs(measure.value - pytorch) <= allowed * 1.001
    return Result(model, figure, measure.value, pytorch, agrees, examples, refused, speed, measure.scale)


def read_card(models: Path, model: str) -> dict[str, float]:
    """The figures at the top of the model's card; none where it has no such lines."""
    path = models / model / "MODEL_CARD.md"
    if not path.is_file():
        return {}
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) < 3 or parts[0]:
        return {}
    try:
        figures = yaml.safe_load(parts[1]).get("metrics") or {}
        return {name: float(value) for name, value in figures.items()}
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise DataError(f"{path}: the lines between --- must be YAML with numbers under `metrics:`: {error}") from error


def choose(client: Client, wanted: list[str] | None) -> list[str]:
    """The models to examine: those named, or all that are served and known; says which are left out and why."""
    served = client.models()
    if wanted:
        for model in wanted:
            if reason := served.get(model, f"it is not served; served are {', '.join(served)}"):
                raise ServerError(f"{model}: {reason}")
        return wanted
    for model in TASKS:
        if model not in served:
            print(f"left out: {model} is not served", file=sys.stderr)
    for model, reason in served.items():
        if model not in TASKS:
            print(f"left out: {model} is served, but training/tasks.py does not know it", file=sys.stderr)
        elif reason:
            raise ServerError(f"{model} does not run: {reason}")
    return [model for model in TASKS if model in served]


def print_table(results: list[Result]) -> None:
    rows = [("model", "figure", "server", "PyTorch", "difference", "examples", "answers/s", "")]
    for result in results:
        digits = 2 if result.scale == 100 else 4
        pytorch = "-" if result.pytorch is None else f"{result.pytorch:.{digits}f}"
        difference = "-" if result.pytorch is None else f"{result.server - result.pytorch:+.{digits}f}"
        remark = "" if result.agrees else "DIFFERS"
        remark += f" {result.refused} refused" if result.refused else ""
        speed = f"{result.answers_per_second:,.0f}"
        figures = (f"{result.server:.{digits}f}", pytorch, difference, f"{result.examples:,}", speed)
        rows.append((result.model, result.figure, *figures, remark.strip()))
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths)]
        cells[:2] = [cell.ljust(width) for cell, width in zip(row[:2], widths)]
        print("  ".join(cells).rstrip())


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", metavar="HOST:PORT", required=True, help="where the server listens")
    parser.add_argument("--data", type=types.folder, required=True, help="folder with the data sets, one folder a task")
    parser.add_argument("--models", type=Path, default=Path("models"), help="folder whose cards have PyTorch's figures")
    parser.add_argument("--model", nargs="+", metavar="NAME", choices=list(TASKS), help="only these")
    parser.add_argument("--sample", type=types.at_least(1), help="ask only the first N; compares with no card")
    parser.add_argument("--other-data", action="store_true", help="not the data of the cards: compare with none")
    parser.add_argument("--in-flight", type=types.at_least(1), default=32, help="calls at a time (32)")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    return parser.parse_args()


def main() -> int:
    options = parse()
    try:
        with Client(options.to) as client:
            # All files are read before anything is asked: a fault in one is found at once.
            models = choose(client, options.model)
            asked = {model: TASKS[model].read(options.data)[: options.sample] for model in models}
            comparable = not options.other_data and options.sample is None
            cards = {model: read_card(options.models, model) if comparable else {} for model in models}
            results = [
                result
                for model in models
                for result in examine(client, model, asked[model], cards[model], options.in_flight)
            ]
    except (ServerError, DataError) as error:
        sys.exit(f"error: {error}")
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
    else:
        print_table(results)
    return 0 if all(result.agrees for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())

"""What the scripts have in common on the command line."""

import argparse
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from training import arguments as types
from training import loop
from training.data import DataError

SMALLEST_SAMPLE = 20  # with fewer examples, some splits lack a label or a letter


@dataclass(frozen=True)
class Options:
    data: Path
    out: Path
    sample: int | None
    epochs: int
    weights: Path | None
    truths: Path | None
    language: str


def parse(description: str, epochs: int | dict[str, int], languages: tuple[str, ...] = ("ko",)) -> Options:
    """`epochs` is the default, or the default of every language."""
    default_epochs = epochs if isinstance(epochs, dict) else dict.fromkeys(languages, epochs)
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=types.folder, required=True, help="folder with the data sets, one folder a task")
    parser.add_argument(
        "--out", type=types.output_folder, required=True, help="folder of the model, such as models/sentiment-ko"
    )
    parser.add_argument(
        "--sample", type=types.at_least(SMALLEST_SAMPLE), help="use the first N examples of every split: a smoke run"
    )
    parser.add_argument("--epochs", type=types.at_least(1), help=f"passes over the training split ({epochs})")
    parser.add_argument("--seed", type=types.seed, default=7)
    parser.add_argument("--threads", type=types.at_least(1), default=2)
    parser.add_argument(
        "--weights", type=types.output_file, help="load trained weights from this file; if absent, save them there"
    )
    parser.add_argument("--truths", type=types.output_file, help="write example answers of PyTorch to this file")
    parser.add_argument("--language", choices=languages, default=languages[0])
    arguments = parser.parse_args()
    loop.seed_everything(arguments.seed, arguments.threads)
    wanted = arguments.epochs or default_epochs[arguments.language]
    passes = min(wanted, 2) if arguments.sample else wanted
    return Options(
        arguments.data,
        arguments.out,
        arguments.sample,
        passes,
        arguments.weights,
        arguments.truths,
        arguments.language,
    )


def load_or_train(model: nn.Module, weights: Path | None, train: Callable[[], None]) -> None:
    """Training takes minutes and exporting seconds: with --weights the first run trains, later ones load."""
    if weights is not None and weights.is_file():
        _load(model, weights)
        return
    train()
    if weights is not None:
        weights.parent.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), weights)


def load_or_make_tokenizer(weights: Path | None, make: Callable[[], Tokenizer]) -> Tokenizer:
    """Learning pieces breaks ties by chance, so weights fit only the tokenizer that they were trained with."""
    if weights is None:
        return make()
    path = weights.with_suffix(".tokenizer.json")
    if path.is_file():
        return Tokenizer.from_file(str(path))
    if weights.is_file():
        raise DataError(f"{path} does not exist; it must hold the tokenizer that {weights.name} was trained with")
    tokenizer = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))
    return tokenizer


def _load(model: nn.Module, weights: Path) -> None:
    try:
        model.load_state_dict(torch.load(weights, weights_only=True))
    except (RuntimeError, OSError, EOFError, pickle.UnpicklingError, TypeError, AttributeError) as error:
        reason = str(error).strip().splitlines()
        raise DataError(f"{weights} does not hold weights of this network: {' '.join(reason[-1:]).strip()}") from error
    model.eval()


def run(main: Callable[[], None]) -> None:
    try:
        main()
    except DataError as error:
        sys.exit(f"error: {error}")

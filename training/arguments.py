"""Checks of command line arguments: a mistake is told before minutes are spent on it."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

HIGHEST_SEED = 2**32 - 1  # NumPy takes no other


def at_least(lowest: int) -> Callable[[str], int]:
    """A whole number that is no lower."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < lowest:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least {lowest}")
        return int(text)

    return read


def seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_SEED:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {HIGHEST_SEED}")
    return int(text)


def folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return Path(text)


def output_file(text: str) -> Path:
    """A file that can be written; neither it nor its folder need be there yet, and nothing is made."""
    _check_can_be_written(Path(text), text)
    return Path(text)


def output_folder(text: str) -> Path:
    _check_can_be_written(Path(text) / "any file", text)
    return Path(text)


def _check_can_be_written(file: Path, text: str) -> None:
    if file.exists():
        allowed = file.is_file() and os.access(file, os.W_OK)
    else:
        above = next(folder for folder in file.absolute().parents if folder.exists())
        allowed = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
    if not allowed:
        raise argparse.ArgumentTypeError(f"{text} cannot be written")

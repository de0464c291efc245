"""Writes what describes a model: MODEL_CARD.md and label files."""

import textwrap
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One line of the card's table: what was measured, on what, and how it came out."""

    name: str
    value: str


@dataclass(frozen=True)
class Card:
    title: str
    summary: str
    data: str
    architecture: str
    parameters: int
    bytes: int
    difference: float
    figures: list[Figure]
    method: str
    limits: str
    headings: tuple[str, str, str]
    good: list[tuple[str, str, str]]
    bad: list[tuple[str, str, str]]
    sample: int | None


def write_card(folder: Path, card: Card) -> None:
    warning = f"**A smoke run on {card.sample} examples: the figures mean nothing.**\n\n" if card.sample else ""
    text = f"""# {card.title}

{warning}{_filled(card.summary)}

## Figures

{_table(("measured on the test split", "result"), [(f.name, f.value) for f in card.figures])}

{_filled(card.method)}

## Architecture

{_filled(card.architecture)}

{card.parameters:,} parameters, {card.bytes / 1e6:.1f} MB of ONNX (float32). ONNX Runtime and PyTorch differ by at most
{card.difference:.0e} on the export's own check.

## Data and licence

{_filled(card.data)}

## Limits

{_filled(card.limits)}

## Answers from the test split

The first five right ones and the first five wrong ones.

{_table(card.headings, card.good + card.bad)}
"""
    (folder / "MODEL_CARD.md").write_text(text, encoding="utf-8")


def write_lines(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _filled(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)

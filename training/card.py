"""Writes what describes a model: MODEL_CARD.md and label files."""

import textwrap
from dataclasses import dataclass, field
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
    language: str = "ko"  # or several, as "en, fr"
    license: str = "cc-by-sa-4.0"
    metrics: dict[str, float] = field(default_factory=dict)  # the test figures by name, such as accuracy: 0.8583
    stored: str = "float32"
    answers: str = "The first five right ones and the first five wrong ones."


def write_card(folder: Path, card: Card) -> None:
    warning = f"**A smoke run on {card.sample} examples: the figures mean nothing.**\n\n" if card.sample else ""
    text = f"""{_front_matter(card)}
# {card.title}

{warning}{_filled(card.summary)}

## Figures

{_table(("measured on the test split", "result"), [(f.name, f.value) for f in card.figures])}

{_filled(card.method)}

## Architecture

{_filled(card.architecture)}

{card.parameters:,} parameters, {card.bytes / 1e6:.1f} MB of ONNX (weights in {card.stored}). ONNX Runtime and PyTorch
differ by at most {card.difference:.0e} on the export's own check.

## Data and licence

{_filled(card.data)}

## Limits

{_filled(card.limits)}

## Answers from the test split

{_filled(card.answers)}

{_table(card.headings, card.good + card.bad)}
"""
    (folder / "MODEL_CARD.md").write_text(text, encoding="utf-8")


def write_lines(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _front_matter(card: Card) -> str:
    """What programs read: the figures that `training.evaluate` must find again through the server."""
    languages = ", ".join(language.strip() for language in card.language.split(","))
    metrics = "".join(f"\n  {name}: {value:.6f}" for name, value in card.metrics.items())
    return f"---\nlanguage: [{languages}]\nlicense: {card.license}\nmetrics:{metrics or ' {}'}\n---\n"


def _filled(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)

"""What the test splits ask, and what is wanted: read from the test files alone, without PyTorch."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.data import read_blocks, read_images, read_table
from training.spans import entities_of

PICTURE_SIZE = 32  # the size of `pictures`, which loads PyTorch


@dataclass(frozen=True)
class Question:
    put: str | bytes  # text or the bytes of a picture
    wanted: Any


Reader = Callable[[Path], list[Question]]


def labels(folder: str, meaning: dict[str, str]) -> Reader:
    """Texts with a label; `meaning` says what the server calls a label of the file."""

    def read(data: Path) -> list[Question]:
        rows = read_table(data / folder / "test.tsv.gz", ["label", "text"])
        return [Question(row["text"], meaning[row.one_of("label", list(meaning))]) for row in rows]

    return read


def words(treebank: str) -> Reader:
    """Sentences, their words joined by spaces; wanted is a tag for each piece of the text that is a word."""

    def read(data: Path) -> list[Question]:
        questions = []
        for block in read_blocks(data / "pos" / f"test.{treebank}.conll.gz", cells=2):
            tags, start = {}, 0
            for form, tag, *_ in block:
                tags[start, start + len(form)] = tag
                start += len(form) + 1
            questions.append(Question(" ".join(form for form, *_ in block), tags))
        return questions

    return read


def entities(data: Path) -> list[Question]:
    blocks = read_blocks(data / "ner" / "test.tsv.gz", cells=2)
    return [
        Question("".join(character for character, *_ in block), entities_of([tag for _, tag, *_ in block]))
        for block in blocks
    ]


def captions(language: str) -> Reader:
    def read(data: Path) -> list[Question]:
        column = f"caption_{language}"
        rows = read_table(data / "captioning" / "test.captions.tsv.gz", ["file", column])
        archive = data / "captioning" / "test.images.zip"
        images = read_images(archive, [row["file"] for row in rows], PICTURE_SIZE)
        return [Question(images[row["file"]], row[column]) for row in rows]

    return read


def texts(folder: str, name: str, source: str, target: str) -> Reader:
    """Pairs of texts; a source that stands in several lines is one question with several right answers."""

    def read(data: Path) -> list[Question]:
        references: dict[str, list[str]] = {}
        for row in read_table(data / folder / f"{name}.tsv.gz", [source, target]):
            references.setdefault(row[source], []).append(row[target])
        return [Question(text, answers) for text, answers in references.items()]

    return read


def blanks(data: Path) -> list[Question]:
    rows = read_table(data / "cloze" / "test.tsv.gz", ["left", "answer", "right"])
    return [Question(f"{row['left']} [ ]{row['right']}", row["answer"]) for row in rows]

"""Reading data sets. A file that is missing or malformed is named, with the line and what was expected."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

from PIL import Image


class DataError(Exception):
    """The data are not as the README describes; the message says which file, which line and why."""


class Row(dict[str, str]):
    """Cells by column, and where they stand: what a reader names when it does not like one of them."""

    def __init__(self, cells: dict[str, str], path: Path, line: int) -> None:
        super().__init__(cells)
        self.place = f"{path}, line {line}"

    def one_of(self, column: str, allowed: list[str]) -> str:
        """The cell, which must be one of `allowed`."""
        if self[column] not in allowed:
            raise DataError(f"{self.place}: {column} is {self[column]!r}; allowed are {', '.join(allowed)}")
        return self[column]


def open_lines(path: Path) -> list[str]:
    if not path.is_file():
        raise DataError(f"{path} does not exist; --data must be the folder that holds {path.parent.name}/")
    try:
        with gzip.open(path) as file:
            content = file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is not a whole gzip file: {error}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}, line {line}: not UTF-8: {error.reason}") from error
    return text.replace("\r\n", "\n").split("\n")


def read_table(path: Path, columns: list[str]) -> list[Row]:
    """Rows of a tab-separated file whose first line names the columns; at least `columns` must be there."""
    header, *lines = open_lines(path)
    names = header.split("\t")
    missing = [column for column in columns if column not in names]
    if missing:
        raise DataError(f"{path}, line 1: no column {', '.join(missing)}; the line has {', '.join(names)}")
    rows = []
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(names):
            raise DataError(f"{path}, line {number}: {len(cells)} cells, but {len(names)} columns ({', '.join(names)})")
        rows.append(Row(dict(zip(names, cells)), path, number))
    if not rows:
        raise DataError(f"{path} has no rows: nothing stands below the names of the columns")
    return rows


def read_blocks(path: Path, cells: int) -> list[list[list[str]]]:
    """Sentences of a CoNLL-like file: blocks parted by an empty line, one word a line; `#` lines above are left out."""
    blocks, block = [], []
    for number, line in enumerate(open_lines(path), start=1):
        if line.startswith(("# ", "## ")) and not block:
            continue
        if not line:
            if block:
                blocks.append(block)
            block = []
            continue
        word = line.split("\t")
        if len(word) < cells:
            raise DataError(
                f"{path}, line {number}: {len(word)} cells, but at least {cells} with tabs between them expected"
            )
        if "" in word[:cells]:
            raise DataError(f"{path}, line {number}: cell {word.index('') + 1} is empty")
        block.append(word)
    if block:
        blocks.append(block)
    if not blocks:
        raise DataError(f"{path} has no sentences")
    return blocks


def read_comments(path: Path, name: str) -> list[str]:
    """What the lines `# name = ...` of such a file say, one a sentence."""
    start = f"# {name} = "
    return [line.removeprefix(start) for line in open_lines(path) if line.startswith(start)]


def read_images(path: Path, names: list[str], size: int) -> dict[str, bytes]:
    """The named PNG files of an archive, each checked to be size x size pixels."""
    if not path.is_file():
        raise DataError(f"{path} does not exist")
    images = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in names:
                images[name] = archive.read(name)
    except zipfile.BadZipFile as error:
        raise DataError(f"{path} is not a zip archive: {error}") from error
    except KeyError as error:
        raise DataError(f"{path} lacks {name}, which the table names") from error
    for name, content in images.items():
        try:
            image = Image.open(io.BytesIO(content))
            image.load()
        except (OSError, SyntaxError) as error:  # a broken PNG raises either
            raise DataError(f"{path}: {name} is broken or no picture; a PNG file was expected") from error
        with image:
            if image.size != (size, size):
                raise DataError(f"{path}: {name} has {image.size[0]}x{image.size[1]} pixels, not {size}x{size}")
    return images

"""Reading data sets. A file that is missing or malformed is named, with the line and what was expected."""

import gzip
import io
import zipfile
from pathlib import Path

from PIL import Image


class DataError(Exception):
    """The data are not as the README describes; the message says which file, which line and why."""


def open_lines(path: Path) -> list[str]:
    if not path.is_file():
        raise DataError(f"{path} does not exist; --data must be the folder that holds {path.parent.name}/")
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            return file.read().split("\n")
    except (OSError, EOFError) as error:
        raise DataError(f"{path} is not a gzip file: {error}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8: {error}") from error


def read_table(path: Path, columns: list[str]) -> list[dict[str, str]]:
    """Rows of a tab-separated file whose first line names the columns; at least `columns` must be there."""
    header, *lines = open_lines(path)
    names = header.split("\t")
    missing = [column for column in columns if column not in names]
    if missing:
        raise DataError(f"{path}: no column {', '.join(missing)}; the first line has {', '.join(names)}")
    rows = []
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(names):
            raise DataError(f"{path}, line {number}: {len(cells)} cells, but {len(names)} columns")
        rows.append(dict(zip(names, cells)))
    if not rows:
        raise DataError(f"{path} has no rows")
    return rows


def read_blocks(path: Path, cells: int) -> list[list[list[str]]]:
    """Sentences of a CoNLL-like file: blocks parted by an empty line, one word a line, `#` lines left out."""
    blocks, block = [], []
    for number, line in enumerate(open_lines(path), start=1):
        if line.startswith("# ") and not block:
            continue
        if not line:
            if block:
                blocks.append(block)
            block = []
            continue
        word = line.split("\t")
        if len(word) < cells:
            raise DataError(f"{path}, line {number}: {len(word)} cells, but at least {cells} expected")
        block.append(word)
    if block:
        blocks.append(block)
    if not blocks:
        raise DataError(f"{path} has no sentences")
    return blocks


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

"""Data files with every kind of fault: the message names the file, the line where there is one, and what is allowed.

Each reader is a line of READERS: how it is called, and the files that it reads.
"""

import gzip
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import tiny_data

from training import captions, characters, questions, sentiment, words
from training.data import DataError, read_table


@dataclass(frozen=True)
class Reader:
    read: Callable[[Path], object]
    files: list[str]
    column: str = ""  # of a table: one that is needed


READERS = {
    "sentiment": Reader(
        lambda folder: sentiment.read_split(folder, "train", None), ["sentiment/train.tsv.gz"], column="text"
    ),
    "treebank": Reader(lambda folder: words.read_sentences(folder, "val", None), ["pos/val.ko_gsd.conll.gz"]),
    "captions": Reader(
        lambda folder: captions.read_split(folder, "test", "en", None),
        ["captioning/test.captions.tsv.gz"],
        column="caption_en",
    ),
    "raw texts": Reader(
        lambda folder: characters.read_raw_texts(folder, None),
        [
            "pos/val.ko_gsd.conll.gz",
            "pos/test.ko_gsd.conll.gz",
            "pos/train.ko_gsd.conll.gz",
            "pos/extra_train.ko_kaist.conll.gz",
        ],
    ),
    "questions with labels": Reader(
        questions.labels("spam", {"ham": "ham", "spam": "spam"}), ["spam/test.tsv.gz"], column="label"
    ),
    "questions of words": Reader(questions.words("en_ewt"), ["pos/test.en_ewt.conll.gz"]),
    "questions of entities": Reader(questions.entities, ["ner/test.tsv.gz"]),
    "questions of pictures": Reader(questions.captions("ko"), ["captioning/test.captions.tsv.gz"], column="caption_ko"),
    "questions of texts": Reader(
        questions.texts("chatbot", "test", "question", "answer"), ["chatbot/test.tsv.gz"], column="answer"
    ),
    "questions with blanks": Reader(questions.blanks, ["cloze/test.tsv.gz"], column="right"),
}
EVERY_FILE = pytest.mark.parametrize(
    ("reader", "file"), [(name, file) for name, reader in READERS.items() for file in reader.files]
)
EVERY_TABLE = pytest.mark.parametrize("reader", [name for name, reader in READERS.items() if reader.column])


@pytest.fixture
def place(data: Path, file: str) -> Path:
    return data / file


def complaint(reader: str, folder: Path) -> str:
    with pytest.raises(DataError) as raised:
        READERS[reader].read(folder)
    return str(raised.value)


def lines_of(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


@EVERY_FILE
def test_missing_file_is_named_with_its_folder(data: Path, place: Path, reader: str, file: str) -> None:
    place.unlink()
    folder = place.parent.name
    assert complaint(reader, data) == f"{place} does not exist; --data must be the folder that holds {folder}/"


@EVERY_FILE
def test_file_that_is_not_gzip_is_named(data: Path, place: Path, reader: str, file: str) -> None:
    place.write_text("plain text\n")
    assert complaint(reader, data).startswith(f"{place} is not a whole gzip file: ")


@EVERY_FILE
def test_file_that_is_cut_short_is_named(data: Path, place: Path, reader: str, file: str) -> None:
    place.write_bytes(place.read_bytes()[:-20])
    assert complaint(reader, data).startswith(f"{place} is not a whole gzip file: ")


@EVERY_FILE
def test_file_with_a_broken_middle_is_named(data: Path, place: Path, reader: str, file: str) -> None:
    content = bytearray(place.read_bytes())
    content[20:60] = bytes(40)
    place.write_bytes(content)
    assert complaint(reader, data).startswith(str(place))


@EVERY_FILE
def test_line_that_is_not_utf8_is_named(data: Path, place: Path, reader: str, file: str) -> None:
    lines = [line.encode() for line in lines_of(place)]
    lines[3] += "빵".encode("cp949")
    place.write_bytes(gzip.compress(b"\n".join(lines)))
    assert complaint(reader, data).startswith(f"{place}, line 4: not UTF-8: ")


@EVERY_FILE
def test_empty_file_is_named(data: Path, place: Path, reader: str, file: str) -> None:
    tiny_data.write_lines(place, [])
    assert complaint(reader, data).startswith(str(place))


@EVERY_FILE
def test_short_line_is_named(data: Path, place: Path, reader: str, file: str) -> None:
    lines = lines_of(place)
    lines[4] = lines[4].replace("\t", " ")
    tiny_data.write_lines(place, lines)
    assert complaint(reader, data).startswith(f"{place}, line 5: 1 cells, but ")


@EVERY_TABLE
def test_missing_column_is_named_beside_those_that_are_there(data: Path, reader: str) -> None:
    column, path = READERS[reader].column, data / READERS[reader].files[0]
    header, *rows = lines_of(path)
    columns = ["other" if name == column else name for name in header.split("\t")]
    tiny_data.write_lines(path, ["\t".join(columns), *rows])
    assert complaint(reader, data) == f"{path}, line 1: no column {column}; the line has {', '.join(columns)}"


@EVERY_TABLE
def test_table_without_rows_is_named(data: Path, reader: str) -> None:
    path = data / READERS[reader].files[0]
    tiny_data.write_lines(path, lines_of(path)[:1])
    assert complaint(reader, data) == f"{path} has no rows: nothing stands below the names of the columns"


@pytest.mark.parametrize(
    ("reader", "old", "allowed"), [("sentiment", "1", "0, 1"), ("questions with labels", "ham", "ham, spam")]
)
def test_unknown_label_is_named_with_its_line_and_those_allowed(
    data: Path, reader: str, old: str, allowed: str
) -> None:
    path = data / READERS[reader].files[0]
    lines = lines_of(path)
    number = next(number for number, line in enumerate(lines, start=1) if f"\t{old}\t" in line)
    lines[number - 1] = lines[number - 1].replace(f"\t{old}\t", "\tmaybe\t")
    tiny_data.write_lines(path, lines)
    assert complaint(reader, data) == f"{path}, line {number}: label is 'maybe'; allowed are {allowed}"


def test_word_without_a_tag_is_named(data: Path) -> None:
    path = data / "pos" / "val.ko_gsd.conll.gz"
    lines = lines_of(path)
    form = lines[3].split("\t")[0]
    lines[3] = f"{form}\t\tNNG\t{form}"
    tiny_data.write_lines(path, lines)
    assert complaint("treebank", data) == f"{path}, line 4: cell 2 is empty"


PICTURES = pytest.mark.parametrize("reader", ["captions", "questions of pictures"])


@PICTURES
def test_missing_archive_is_named(data: Path, reader: str) -> None:
    path = data / "captioning" / "test.images.zip"
    path.unlink()
    assert complaint(reader, data) == f"{path} does not exist"


@PICTURES
def test_archive_that_is_no_zip_is_named(data: Path, reader: str) -> None:
    path = data / "captioning" / "test.images.zip"
    path.write_bytes(b"not a zip archive")
    assert complaint(reader, data).startswith(f"{path} is not a zip archive: ")


@PICTURES
def test_picture_that_is_not_in_the_archive_is_named(data: Path, reader: str) -> None:
    path = data / "captioning" / "test.images.zip"
    name = spoil_picture(path, None)
    assert complaint(reader, data) == f"{path} lacks {name}, which the table names"


@PICTURES
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"no picture", "is broken or no picture; a PNG file was expected"),
        (tiny_data.draw("red", "star", inset=3)[:-60], "is broken or no picture; a PNG file was expected"),
        (tiny_data.draw("red", "star", inset=3, size=48), "has 48x48 pixels, not 32x32"),
    ],
    ids=["no picture", "cut short", "too large"],
)
def test_bad_picture_is_named(data: Path, reader: str, content: bytes, fault: str) -> None:
    path = data / "captioning" / "test.images.zip"
    name = spoil_picture(path, content)
    assert complaint(reader, data).startswith(f"{path}: {name} {fault}")


def spoil_picture(path: Path, content: bytes | None) -> str:
    """Puts `content` in the place of the first picture, or takes that out; says its name."""
    with zipfile.ZipFile(path) as archive:
        pictures = {name: archive.read(name) for name in archive.namelist()}
    name = next(iter(pictures))
    if content is None:
        del pictures[name]
    else:
        pictures[name] = content
    with zipfile.ZipFile(path, "w") as archive:
        for own, kept in pictures.items():
            archive.writestr(own, kept)
    return name


def test_table_by_another_system_is_read_all_the_same(data: Path) -> None:
    """With a byte order mark, and a carriage return at every end of line."""
    path = data / "sentiment" / "train.tsv.gz"
    expected = sentiment.read_split(data, "train", None)
    path.write_bytes(gzip.compress("\r\n".join(["\ufeff" + lines_of(path)[0], *lines_of(path)[1:]]).encode()))
    assert sentiment.read_split(data, "train", None) == expected


def test_rows_know_their_lines_past_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv.gz"
    tiny_data.write_lines(path, ["label\ttext", "", "1\tgood", "", "0\tbad"])
    assert [row.place for row in read_table(path, ["label"])] == [f"{path}, line 3", f"{path}, line 5"]

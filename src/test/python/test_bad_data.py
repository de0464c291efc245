"""Data files with every kind of fault: the message names the file, the line where there is one, and what is allowed.

Each reader is a line of readers.py.
"""

import gzip
import zipfile
from pathlib import Path

import pytest
import tiny_data
from readers import READERS

from training.data import DataError, read_table

EVERY_FILE = pytest.mark.parametrize(
    ("reader", "file"), [(name, file) for name, reader in READERS.items() for file in reader.files]
)
EVERY_TABLE = pytest.mark.parametrize("reader", [name for name, reader in READERS.items() if reader.columns])
EVERY_COLUMN = pytest.mark.parametrize(
    ("reader", "column"), [(name, column) for name, reader in READERS.items() for column in reader.columns]
)


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
    assert complaint(reader, data).startswith(f"{place}, line 5: ")


@EVERY_COLUMN
def test_missing_column_is_named_beside_those_that_are_there(data: Path, reader: str, column: str) -> None:
    path = data / READERS[reader].files[0]
    header, *rows = lines_of(path)
    columns = ["other" if name == column else name for name in header.split("\t")]
    tiny_data.write_lines(path, ["\t".join(columns), *rows])
    assert complaint(reader, data) == f"{path}, line 1: no column {column}; the line has {', '.join(columns)}"


@EVERY_TABLE
def test_table_without_rows_is_named(data: Path, reader: str) -> None:
    path = data / READERS[reader].files[0]
    tiny_data.write_lines(path, lines_of(path)[:1])
    assert complaint(reader, data) == f"{path} has no rows: nothing stands below the names of the columns"


@pytest.mark.parametrize("reader", ["labels", "questions with labels"])
def test_unknown_label_is_named_with_its_line_and_those_allowed(data: Path, reader: str) -> None:
    path = data / READERS[reader].files[0]
    spoil_line(path, 3, "\tham\t", "\tmaybe\t")
    said = complaint(reader, data)
    assert said.startswith(f"{path}, line 3: label ")
    assert all(part in said for part in ("'maybe'", "ham", "spam"))


@pytest.mark.parametrize(
    ("reader", "line", "old", "new", "fault"),
    [
        ("entities", 2, "\tB-DT", "\tDT", "B-type or I-type expected"),
        ("entities", 2, "어", "어제", "one character, a tab and"),
        ("answers", 2, "\t", "\t-", "is not a positive number"),
        ("blanks", 2, "에서\t", "에서 [ ]\t", "stands in a side"),
    ],
)
def test_cell_that_is_not_allowed_is_named(data: Path, reader: str, line: int, old: str, new: str, fault: str) -> None:
    path = data / READERS[reader].files[0]
    spoil_line(path, line, old, new)
    said = complaint(reader, data)
    assert said.startswith(f"{path}, line {line}: ")
    assert fault in said


def test_answer_that_is_not_on_the_list_is_named(data: Path) -> None:
    path = data / "cloze" / "val.tsv.gz"
    answer = lines_of(path)[2].split("\t")[3]
    spoil_line(path, 3, f"\t{answer}\t", "\t없는말\t")
    assert complaint("blanks", data) == f"{path}, line 3: the answer '없는말' is not in answers.tsv.gz"


def test_treebank_without_its_texts_is_named(data: Path) -> None:
    path = data / "pos" / "train.ko_gsd.conll.gz"
    tiny_data.write_lines(path, [line for line in lines_of(path) if not line.startswith("# text")])
    assert complaint("morphemes", data).startswith(f"{path}: 0 lines '# text = ...', but ")


def test_word_without_a_tag_is_named(data: Path) -> None:
    path = data / "pos" / "val.ko_gsd.conll.gz"
    lines = lines_of(path)
    form = lines[3].split("\t")[0]
    lines[3] = f"{form}\t\tNNG\t{form}"
    tiny_data.write_lines(path, lines)
    assert complaint("treebank", data) == f"{path}, line 4: cell 2 is empty"


EVERY_PICTURE_READER = pytest.mark.parametrize("reader", ["captions", "questions of pictures"])


@EVERY_PICTURE_READER
def test_missing_archive_is_named(data: Path, reader: str) -> None:
    path = data / "captioning" / "test.images.zip"
    path.unlink()
    assert complaint(reader, data) == f"{path} does not exist"


@EVERY_PICTURE_READER
def test_archive_that_is_no_zip_is_named(data: Path, reader: str) -> None:
    path = data / "captioning" / "test.images.zip"
    path.write_bytes(b"not a zip archive")
    assert complaint(reader, data).startswith(f"{path} is not a zip archive: ")


@EVERY_PICTURE_READER
def test_picture_that_is_not_in_the_archive_is_named(data: Path, reader: str) -> None:
    path = data / "captioning" / "test.images.zip"
    name = spoil_picture(path, None)
    assert complaint(reader, data) == f"{path} lacks {name}, which the table names"


@EVERY_PICTURE_READER
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


def spoil_line(path: Path, line: int, old: str, new: str) -> None:
    lines = lines_of(path)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    tiny_data.write_lines(path, lines)


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
    path = data / "spam" / "val.tsv.gz"
    expected = READERS["labels"].read(data)
    path.write_bytes(gzip.compress("\r\n".join(["\ufeff" + lines_of(path)[0], *lines_of(path)[1:]]).encode()))
    assert READERS["labels"].read(data) == expected


def test_rows_know_their_lines_past_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv.gz"
    tiny_data.write_lines(path, ["label\ttext", "", "1\tgood", "", "0\tbad"])
    assert [row.place for row in read_table(path, ["label"])] == [f"{path}, line 3", f"{path}, line 5"]

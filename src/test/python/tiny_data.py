"""Tiny data sets in every format that the training scripts read: enough to run a script, too little to learn from.

    python src/test/python/tiny_data.py FOLDER

All sentences are made here from a few words; all pictures are drawn here.
"""

import gzip
import io
import random
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PIL import Image, ImageDraw

SPLITS = ("train", "val", "test")
PEOPLE = [("민수", "Minsu"), ("지영", "Jiyeong"), ("하나", "Hana"), ("준호", "Junho"), ("서연", "Seoyeon")]
PLACES = [("서울", "Seoul"), ("부산", "Busan"), ("제주", "Jeju")]
THINGS = [
    ("사과", "apple", "la pomme"),
    ("빵", "bread", "le pain"),
    ("책", "book", "le livre"),
    ("모자", "hat", "le chapeau"),
    ("우산", "umbrella", "le parapluie"),
    ("편지", "letter", "la lettre"),
    ("열쇠", "key", "la clé"),
    ("시계", "watch", "la montre"),
    ("그림", "picture", "le tableau"),
    ("의자", "chair", "la chaise"),
    ("꽃", "flower", "la fleur"),
    ("가방", "bag", "le sac"),
]
VERBS = [
    ("샀다", "bought", "a acheté", "사다"),
    ("봤다", "saw", "a vu", "보다"),
    ("찾았다", "found", "a trouvé", "찾다"),
]
SOURCES = ["nsmc", "stylekqc", "korsts", "klue-nli", "klue-ner", "ud-gsd", "tatoeba"]
VENDORS = ["noto", "twemoji", "openmoji", "emojitwo", "blobmoji"]
COLOURS = [("red", "빨간"), ("green", "초록"), ("blue", "파란")]
SHAPES = [("circle", "동그라미"), ("square", "네모"), ("triangle", "세모"), ("star", "별")]
SIZE = 32


@dataclass(frozen=True)
class Event:
    """Somebody did something with a thing somewhere: every sentence of the tiny data says one."""

    person: tuple[str, str]
    place: tuple[str, str]
    thing: tuple[str, str, str]
    verb: tuple[str, str, str, str]

    @property
    def thing_ko(self) -> str:
        return with_particle(self.thing[0], "을", "를")

    @property
    def korean(self) -> str:
        return f"{with_particle(self.person[0], '은', '는')} {self.place[0]}에서 {self.thing_ko} {self.verb[0]}."

    @property
    def english(self) -> str:
        return f"{self.person[1]} {self.verb[1]} the {self.thing[1]} in {self.place[1]}."

    @property
    def french(self) -> str:
        return f"{self.person[1]} {self.verb[2]} {self.thing[2]} à {self.place[1]}."


def with_particle(word: str, after_consonant: str, after_vowel: str) -> str:
    return word + (after_consonant if (ord(word[-1]) - 0xAC00) % 28 else after_vowel)


def events(split: str) -> list[Event]:
    """No split has an event of another."""
    every = [Event(*parts) for parts in product(PEOPLE, PLACES, THINGS, VERBS)]
    random.Random(7).shuffle(every)
    return every[{"train": slice(60), "val": slice(60, 72), "test": slice(72, 84)}[split]]


def write_all(folder: Path) -> None:
    for split in SPLITS:
        chosen = events(split)
        write_sentiment(folder, split, chosen)
        write_spam(folder, split, chosen)
        write_chatbot(folder, split, chosen)
        write_translation(folder, split, chosen)
        write_entities(folder, split, chosen)
        write_treebanks(folder, split, chosen)
        write_blanks(folder, split, chosen)
        write_pictures(folder, split)
    write_korean_treebank(folder / "pos" / "extra_train.ko_kaist.conll.gz", events("train")[::2])
    write_answers(folder)


def write_lines(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0))


def write_table(path: Path, columns: str, rows: list[tuple]) -> None:
    write_lines(path, ["\t".join(map(str, row)) for row in [tuple(columns.split()), *rows]])


def write_sentiment(folder: Path, split: str, chosen: list[Event]) -> None:
    opinions = ["정말 지루하다", "정말 재미있다"]
    rows = [
        (f"r{number}", number % 2, f"{event.thing[0]} 나오는 {event.place[0]} 영화 {opinions[number % 2]}")
        for number, event in enumerate(chosen)
    ]
    write_table(folder / "sentiment" / f"{split}.tsv.gz", "id label text", rows)


def write_spam(folder: Path, split: str, chosen: list[Event]) -> None:
    rows = []
    for number, event in enumerate(chosen):
        spam = f"WIN a free {event.thing[1]} now! Call 0900{number:03} to claim your {event.thing[1]} prize"
        rows.append((f"m{number}", "spam", spam) if number % 3 == 0 else (f"m{number}", "ham", event.english))
    write_table(folder / "spam" / f"{split}.tsv.gz", "id label text", rows)


def write_chatbot(folder: Path, split: str, chosen: list[Event]) -> None:
    rows = []
    for event in chosen:
        question = f"{event.person[0]} 씨가 {event.place[0]}에서 {event.thing_ko} {event.verb[0][:-1]}어"
        rows.append((question, f"{event.place[0]}에는 {event.thing[0]}도 있네요.", 0))
        rows.append((question, "좋은 하루였네요.", 0))
    write_table(folder / "chatbot" / f"{split}.tsv.gz", "question answer topic", rows)


def write_translation(folder: Path, split: str, chosen: list[Event]) -> None:
    rows = [(event.english, event.french) for event in chosen]
    rows += [(event.english, event.french.replace(" a ", " avait ")) for event in chosen[::2]]
    write_table(folder / "translation" / f"{split}.en-fr.tsv.gz", "en fr", sorted(rows))
    rows = [
        (f"stylekqc-{number:04}-0" if number % 2 else f"tatoeba-{number}-{number}", source, event.korean, event.english)
        for number, event in enumerate(chosen)
        for source in [("tatoeba", "stylekqc")[number % 2]]
    ]
    write_table(folder / "translation" / f"{split}.ko-en.tsv.gz", "id source ko en", rows)


def write_entities(folder: Path, split: str, chosen: list[Event]) -> None:
    lines = []
    for number, event in enumerate(chosen):
        parts = [
            ("어제", "DT"), (" ", ""), ("아홉 시", "TI"), (" ", ""), (event.person[0], "PS"), ("는 ", ""),
            (event.place[0], "LC"), (" ", ""), ("한강은행", "OG"), ("에서 ", ""), (event.thing[0], ""), (" ", ""),
            ("세 개", "QT"), (" ", ""), (event.verb[0], ""), (".", ""),
        ]  # fmt: skip
        marked = "".join(f"<{text}:{kind}>" if kind else text for text, kind in parts)
        lines.append(f"## tiny-{split}-{number}\t{marked}")
        for text, kind in parts:
            tags = [f"B-{kind}"] + [f"I-{kind}"] * (len(text) - 1) if kind else ["O"] * len(text)
            lines += [f"{character}\t{tag}" for character, tag in zip(text, tags)]
        lines.append("")
    write_lines(folder / "ner" / f"{split}.tsv.gz", lines)


def write_treebanks(folder: Path, split: str, chosen: list[Event]) -> None:
    write_korean_treebank(folder / "pos" / f"{split}.ko_gsd.conll.gz", chosen)
    sentences = []
    for event in chosen:
        words = [
            (event.person[1], "PROPN", "NNP", event.person[1]),
            (event.verb[1], "VERB", "VBD", event.verb[1]),
            ("the", "DET", "DT", "the"),
            (event.thing[1], "NOUN", "NN", event.thing[1]),
            ("in", "ADP", "IN", "in"),
            (event.place[1], "PROPN", "NNP", event.place[1]),
            (".", "PUNCT", ".", "."),
        ]
        sentences.append((event.english, words))
    write_treebank(folder / "pos" / f"{split}.en_ewt.conll.gz", sentences)


def write_korean_treebank(path: Path, chosen: list[Event]) -> None:
    sentences = []
    for event in chosen:
        person = with_particle(event.person[0], "은", "는")
        words = [
            (person, "NOUN", "NNP+JX", f"{event.person[0]}+{person[-1]}"),
            (f"{event.place[0]}에서", "ADV", "NNP+JKB", f"{event.place[0]}+에서"),
            (event.thing_ko, "NOUN", "NNG+JKO", f"{event.thing[0]}+{event.thing_ko[-1]}"),
            (event.verb[0], "VERB", "VV+EP+EF", f"{event.verb[3][:-1]}+었+다"),
            (".", "PUNCT", "SF", "."),
        ]
        sentences.append((event.korean, words))
    write_treebank(path, sentences)


def write_treebank(path: Path, sentences: list[tuple[str, list[tuple]]]) -> None:
    lines = []
    for number, (text, words) in enumerate(sentences):
        lines += [f"# sent_id = tiny-{number}", f"# text = {text}"]
        lines += ["\t".join(word) for word in words] + [""]
    write_lines(path, lines)


def blanks(chosen: list[Event]) -> list[tuple[str, str, str, str, str]]:
    rows = []
    for number, event in enumerate(chosen):
        left = f"{with_particle(event.person[0], '은', '는')} {event.place[0]}에서"
        right = f"{event.thing_ko[-1]} {event.verb[0]}."
        rows.append((f"tiny-{number}", SOURCES[number % len(SOURCES)], left, event.thing[0], right))
    return rows


def write_blanks(folder: Path, split: str, chosen: list[Event]) -> None:
    write_table(folder / "cloze" / f"{split}.tsv.gz", "id source left answer right", blanks(chosen))


def write_answers(folder: Path) -> None:
    counts = Counter(answer for _, _, _, answer, _ in blanks(events("train")))
    write_table(folder / "cloze" / "answers.tsv.gz", "answer train_count", counts.most_common())


def write_pictures(folder: Path, split: str) -> None:
    """A thing drawn by five vendors: of each three are in train, one validates and one tests."""
    rows, pictures = [], {}
    things = product(COLOURS, SHAPES)
    for number, ((colour, colour_ko), (shape, shape_ko)) in enumerate(things):
        for place, vendor in enumerate(VENDORS):
            if ("test", "val", "train", "train", "train")[(place + number) % len(VENDORS)] != split:
                continue
            codepoints = f"1f{number:03x}"
            file = f"{vendor}/{codepoints}.png"
            group = "Symbols" if shape == "star" else "Objects"
            rows.append((
                file, vendor, codepoints, group, shape, f"{colour_ko} {shape_ko}", f"{colour} {shape}",
            ))  # fmt: skip
            pictures[file] = draw(colour, shape, inset=3 + place)
    columns = "file vendor codepoints group subgroup caption_ko caption_en"
    write_table(folder / "captioning" / f"{split}.captions.tsv.gz", columns, rows)
    with zipfile.ZipFile(folder / "captioning" / f"{split}.images.zip", "w") as archive:
        for name, content in pictures.items():
            archive.writestr(name, content)


def draw(colour: str, shape: str, inset: int, size: int = SIZE) -> bytes:
    image = Image.new("RGB", (size, size), "white")
    pen, low, high, middle = ImageDraw.Draw(image), inset, size - inset, size // 2
    if shape == "circle":
        pen.ellipse((low, low, high, high), fill=colour, outline="black")
    elif shape == "square":
        pen.rectangle((low, low, high, high), fill=colour, outline="black")
    elif shape == "triangle":
        pen.polygon([(low, high), (high, high), (middle, low)], fill=colour, outline="black")
    else:
        pen.line([(low, low), (high, high)], fill=colour, width=4)
        pen.line([(low, high), (high, low)], fill=colour, width=4)
        pen.line([(middle, low), (middle, high)], fill=colour, width=4)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))

"""Sentences without labels, for pretraining; those of a validation or test split are left out."""

import re
from collections.abc import Iterable
from pathlib import Path

from training.data import read_blocks, read_table

# How the English treebank parts words: don't = do + n't, it's = it + 's; numbers and words stay whole.
ENGLISH_WORD = re.compile(r"\d[\d.,:]*\d|\w+(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|\w+|[^\w\s]", re.IGNORECASE)


def korean(data: Path, sample: int | None) -> list[str]:
    """For the treebank GSD, without the sentences of its val and test."""
    held_out = held_out_of(data, "ko_gsd")
    cloze = read_cloze(data, sample)
    texts = [text for source, text in cloze if source != "nsmc"]
    texts += [text for source, text in cloze if source == "nsmc"][:40_000]
    for name in ("train.ko_gsd", "extra_train.ko_kaist"):
        texts += treebank_texts(data, name, sample)
    return without(texts, held_out)


def news(data: Path, sample: int | None) -> list[str]:
    """Korean sentences of news, an encyclopedia and the like; of requests, which say one thing ten times, a third."""
    cloze = read_cloze(data, sample)
    requests = [text for source, text in cloze if source == "stylekqc"]
    return [text for source, text in cloze if source not in ("nsmc", "stylekqc")] + requests[::3]


def reviews(data: Path, sample: int | None, at_least: int) -> list[str]:
    """Korean film reviews of so many characters or more."""
    rows = read_table(data / "sentiment" / "train.tsv.gz", ["text"])[:sample]
    return [row["text"] for row in rows if len(row["text"]) >= at_least]


def english(data: Path, sample: int | None) -> list[str]:
    """For the treebank EWT, without the sentences of its val and test; words are parted as the treebank does."""
    held_out = held_out_of(data, "en_ewt")
    simple = read_table(data / "translation" / "train.en-fr.tsv.gz", ["en"])[:sample]
    requests = read_table(data / "translation" / "train.ko-en.tsv.gz", ["en"])[:sample]
    messages = read_table(data / "spam" / "train.tsv.gz", ["text"])[:sample]
    texts = [row["en"] for row in simple]
    texts += list(dict.fromkeys(row["en"] for row in requests))[::3]  # they say one thing ten times
    texts += [row["text"] for row in messages]
    parted = [" ".join(ENGLISH_WORD.findall(text)) for text in texts]
    return without(parted + treebank_texts(data, "train.en_ewt", sample), held_out)


def read_cloze(data: Path, sample: int | None) -> list[tuple[str, str]]:
    """Source and sentence, the blank filled."""
    rows = read_table(data / "cloze" / "train.tsv.gz", ["source", "left", "answer", "right"])[:sample]
    return [(row["source"], f"{row['left']} {row['answer']}{row['right']}") for row in rows]


def treebank_texts(data: Path, name: str, sample: int | None) -> list[str]:
    blocks = read_blocks(data / "pos" / f"{name}.conll.gz", cells=2)[:sample]
    return [" ".join(word[0] for word in block) for block in blocks]


def held_out_of(data: Path, treebank: str) -> set[str]:
    return {squeezed(text) for name in ("val", "test") for text in treebank_texts(data, f"{name}.{treebank}", None)}


def without(texts: Iterable[str], held_out: set[str]) -> list[str]:
    """Every text once, save those held out."""
    return [text for text in dict.fromkeys(texts) if text and squeezed(text) not in held_out]


def squeezed(text: str) -> str:
    return "".join(text.split())

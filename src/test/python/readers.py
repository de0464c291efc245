"""Every reader of data files: how it is called, the files that it reads, and the columns that it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from training import blanks, captions, chatbot, classification, questions, raw_texts, tagged_texts, translation, words

PICTURES = "captioning/test.captions.tsv.gz"


@dataclass(frozen=True)
class Reader:
    read: Callable[[Path], object]
    files: list[str]
    columns: list[str]  # that the first file needs, where it is a table


def table(read: Callable[[Path], object], file: str, *columns: str) -> Reader:
    return Reader(read, [file], list(columns))


def blocks(read: Callable[[Path], object], *files: str) -> Reader:
    return Reader(read, list(files), [])


READERS = {
    "labels": table(
        lambda data: classification.read_split(data / "spam" / "val.tsv.gz", ["ham", "spam"], None),
        "spam/val.tsv.gz", "label", "text",
    ),
    "treebank": blocks(lambda data: words.read_sentences(data, "val.ko_gsd", None), "pos/val.ko_gsd.conll.gz"),
    "entities": blocks(lambda data: tagged_texts.read_entities(data, "train", None), "ner/train.tsv.gz"),
    "morphemes": blocks(
        lambda data: tagged_texts.read_morphemes(data, "train.ko_gsd", None), "pos/train.ko_gsd.conll.gz"
    ),
    "Korean texts": blocks(
        lambda data: raw_texts.korean(data, None),
        "cloze/train.tsv.gz", "pos/train.ko_gsd.conll.gz", "pos/val.ko_gsd.conll.gz", "pos/test.ko_gsd.conll.gz",
        "pos/extra_train.ko_kaist.conll.gz",
    ),
    "English texts": blocks(
        lambda data: raw_texts.english(data, None),
        "translation/train.en-fr.tsv.gz", "translation/train.ko-en.tsv.gz", "spam/train.tsv.gz",
        "pos/train.en_ewt.conll.gz", "pos/val.en_ewt.conll.gz", "pos/test.en_ewt.conll.gz",
    ),
    "reviews": table(lambda data: raw_texts.reviews(data, None, at_least=1), "sentiment/train.tsv.gz", "text"),
    "captions": table(
        lambda data: captions.read_split(data, "test", None), PICTURES, "file", "caption_en", "caption_ko"
    ),
    "translations": table(
        lambda data: translation.read_split(data, "val", translation.DIRECTIONS["en-fr"], None),
        "translation/val.en-fr.tsv.gz", "en", "fr",
    ),
    "replies": table(
        lambda data: chatbot.read_split(data, "val", None), "chatbot/val.tsv.gz", "question", "answer"
    ),
    "answers": table(blanks.read_answers, "cloze/answers.tsv.gz", "answer", "train_count"),
    "blanks": table(
        lambda data: blanks.read_rows(data, "val", blanks.read_answers(data), None),
        "cloze/val.tsv.gz", "source", "left", "answer", "right",
    ),
    "questions with labels": table(
        questions.labels("spam", {"ham": "ham", "spam": "spam"}), "spam/test.tsv.gz", "label", "text"
    ),
    "questions of words": blocks(questions.words("en_ewt"), "pos/test.en_ewt.conll.gz"),
    "questions of entities": blocks(questions.entities, "ner/test.tsv.gz"),
    "questions of pictures": table(questions.captions("ko"), PICTURES, "file", "caption_ko"),
    "questions of texts": table(
        questions.texts("chatbot", "test", "question", "answer"), "chatbot/test.tsv.gz", "question", "answer"
    ),
    "questions with blanks": table(questions.blanks, "cloze/test.tsv.gz", "left", "answer", "right"),
}  # fmt: skip

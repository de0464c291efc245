"""Sentences of a treebank: words, the text they make, and where each word ends in it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from training.data import read_blocks


@dataclass(frozen=True)
class Word:
    form: str
    tag: str
    fine_tag: str  # the treebank's own, finer tag, such as NNG+JKB: an auxiliary target in training only


def read_sentences(data: Path, name: str, sample: int | None) -> list[list[Word]]:
    blocks = read_blocks(data / "pos" / f"{name}.ko_gsd.conll.gz", cells=3)[:sample]
    return [[Word(*cells[:3]) for cells in block] for block in blocks]


def text_of(sentence: list[Word]) -> str:
    return " ".join(word.form for word in sentence)


def joined(sentence: list[Word]) -> list[Word]:
    """The sentence as people write it: punctuation sticks to the word before it, which keeps its tag."""
    result: list[Word] = []
    for word in sentence:
        if word.tag == "PUNCT" and result:
            before = result.pop()
            word = Word(before.form + word.form, before.tag, before.fine_tag)
        result.append(word)
    return result


def last_steps(sentence: list[Word]) -> list[int]:
    """The step of every word's last character in the text."""
    steps, start = [], 0
    for word in sentence:
        steps.append(start + len(word.form) - 1)
        start += len(word.form) + 1
    return steps


def most_frequent_tag_accuracy(training: list[list[Word]], test: list[list[Word]]) -> float:
    """The baseline: every known form gets the tag it has most often in training, every other form NOUN."""
    counts: dict[str, Counter] = {}
    for sentence in training:
        for word in sentence:
            counts.setdefault(word.form, Counter())[word.tag] += 1
    usual = {form: count.most_common(1)[0][0] for form, count in counts.items()}
    words = [word for sentence in test for word in sentence]
    return sum(usual.get(word.form, "NOUN") == word.tag for word in words) / len(words)

"""The figures of the test splits, from answers and what was wanted.

No PyTorch here: training scripts measure their own answers with these functions, `training.evaluate` the server's. No
answer at all (None) is a wrong one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sacrebleu

Span = tuple[int, int, str]  # from, to (not included), type


@dataclass(frozen=True)
class Measure:
    """A figure and what it counts: one thing more or less moves it by about `scale / things`."""

    value: float
    things: float
    scale: int = 1  # 100 for BLEU, which goes from 0 to 100

    @property
    def one_thing(self) -> float:
        return self.scale / self.things


def share_right(answers: Sequence, wanted: Sequence) -> Measure:
    right = sum(answer is not None and answer == want for answer, want in zip(answers, wanted, strict=True))
    return Measure(right / len(wanted), len(wanted))


def share_of_words_right(answers: Sequence[Sequence | None], wanted: Sequence[Sequence]) -> Measure:
    """Over the words of all sentences; those of a sentence without an answer are wrong."""
    pairs = [
        (given, want)
        for answer, wants in zip(answers, wanted, strict=True)
        for given, want in zip(answer or [None] * len(wants), wants, strict=True)
    ]
    return share_right([given for given, _ in pairs], [want for _, want in pairs])


def share_within(ranked: Sequence[Sequence | None], wanted: Sequence, first: int) -> Measure:
    """How often what was wanted is among the `first` best answers."""
    found = sum(want in (answers or [])[:first] for answers, want in zip(ranked, wanted, strict=True))
    return Measure(found / len(wanted), len(wanted))


def f1(answers: Sequence[str | None], wanted: Sequence[str], of: str) -> Measure:
    """Of one label: the harmonic mean of precision and recall."""
    both = sum(answer == want == of for answer, want in zip(answers, wanted, strict=True))
    return _f1(both, sum(answer == of for answer in answers), sum(want == of for want in wanted))


def entity_f1(answers: Sequence[Sequence[Span] | None], wanted: Sequence[Sequence[Span]]) -> Measure:
    """Strict and micro-averaged: an entity is right where both ends and the type are."""
    both = given = wants = 0
    for answer, want in zip(answers, wanted, strict=True):
        both += len(set(answer or []) & set(want))
        given += len(set(answer or []))
        wants += len(set(want))
    return _f1(both, given, wants)


def _f1(both: int, given: int, wanted: int) -> Measure:
    things = max(1, (given + wanted) / 2)
    return Measure(both / things, things)


def bleu(answers: Sequence[str | None], references: Sequence[Sequence[str]]) -> Measure:
    """sacreBLEU's corpus BLEU; a sentence may have any number of references."""
    most = max(map(len, references))
    columns = [[row[column] if column < len(row) else None for row in references] for column in range(most)]
    score = sacrebleu.corpus_bleu([answer or "" for answer in answers], columns)
    return Measure(score.score, len(references), scale=100)


def share_distinct(answers: Sequence[str | None]) -> Measure:
    return Measure(len(set(answers)) / len(answers), len(answers))


def share_most_frequent(answers: Sequence[str | None]) -> Measure:
    """Of the answer that is given most often."""
    return Measure(Counter(answers).most_common(1)[0][1] / len(answers), len(answers))


def spans_of(tags: Sequence[str]) -> list[Span]:
    """Entities of B-X, I-X, O tags: I-X goes on with an X, and begins one where none is open."""
    spans: list[Span] = []
    for step, tag in enumerate(tags):
        kind = tag[2:]
        goes_on = tag.startswith("I-") and spans and spans[-1][1] == step and spans[-1][2] == kind
        if goes_on:
            spans[-1] = (spans[-1][0], step + 1, kind)
        elif tag != "O":
            spans.append((step, step + 1, kind))
    return spans

"""The figures of the test splits, from answers and what was wanted.

No PyTorch here: training scripts measure their own answers with these functions, `training.evaluate` the server's. No
answer at all (None) is a wrong one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from training.bleu import corpus_bleu
from training.spans import Entity, agreement


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
    things = (sum(answer == of for answer in answers) + sum(want == of for want in wanted)) / 2
    return Measure(both / max(1, things), max(1, things))


def entity_f1(answers: Sequence[Sequence[Entity] | None], wanted: Sequence[Sequence[Entity]]) -> Measure:
    """Strict and micro-averaged: an entity is right where both ends and the type are."""
    found = agreement([list(answer or []) for answer in answers], [list(want) for want in wanted])
    return Measure(found.f1, max(1, (found.given + found.wanted) / 2))


def bleu(answers: Sequence[str | None], references: Sequence[Sequence[str]]) -> Measure:
    """sacreBLEU's corpus BLEU; a sentence may have any number of references."""
    score = corpus_bleu([answer or "" for answer in answers], [list(own) for own in references])
    return Measure(score, len(references), scale=100)


def share_distinct(answers: Sequence[str | None]) -> Measure:
    return Measure(len(set(answers)) / len(answers), len(answers))


def share_most_frequent(answers: Sequence[str | None]) -> Measure:
    """Of the answer that is given most often."""
    return Measure(Counter(answers).most_common(1)[0][1] / len(answers), len(answers))

"""Entities as spans: from tags B-X, I-X and O by the server's own rule, and how well two sets of them agree."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    start: int
    end: int  # the step after the last
    kind: str


def entities_of(tags: list[str]) -> list[Entity]:
    """The rule of conlleval, as in the server: an I-X that follows no entity of type X begins one."""
    entities: list[Entity] = []
    kind, start = None, 0
    for step, tag in enumerate([*tags, "O"]):
        if tag.startswith("I-") and tag[2:] == kind:
            continue
        if kind is not None:
            entities.append(Entity(start, step, kind))
        kind, start = (None if tag == "O" else tag[2:]), step
    return entities


@dataclass(frozen=True)
class Agreement:
    """Over all entities together (micro); right is only an entity with the same start, end and type."""

    right: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.given)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.wanted)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.given + self.wanted)


def agreement(given: list[list[Entity]], wanted: list[list[Entity]], kind: str | None = None) -> Agreement:
    """Of the entities of one type, or of all."""
    counts = Counter()
    for given_here, wanted_here in zip(given, wanted, strict=True):
        ours = {entity for entity in given_here if kind in (None, entity.kind)}
        theirs = {entity for entity in wanted_here if kind in (None, entity.kind)}
        counts.update(right=len(ours & theirs), given=len(ours), wanted=len(theirs))
    return Agreement(counts["right"], counts["given"], counts["wanted"])


class Gazetteer:
    """The baseline: whatever was an entity in training is one again, the longest match first."""

    def __init__(self, texts: list[str], entities: list[list[Entity]]) -> None:
        counts: dict[str, Counter] = {}
        for text, found in zip(texts, entities):
            for entity in found:
                counts.setdefault(text[entity.start : entity.end], Counter())[entity.kind] += 1
        # A word that is more often no entity than one would be wrong more often than right.
        self._kinds = {
            mention: kinds.most_common(1)[0][0]
            for mention, kinds in counts.items()
            if 2 * kinds.total() >= sum(text.count(mention) for text in texts)
        }
        self._longest = max(map(len, self._kinds), default=0)

    def entities(self, text: str) -> list[Entity]:
        found, start = [], 0
        while start < len(text):
            ends = range(min(len(text), start + self._longest), start, -1)
            end = next((end for end in ends if text[start:end] in self._kinds), None)
            if end is not None:
                found.append(Entity(start, end, self._kinds[text[start:end]]))
            start = end or start + 1
        return found

"""New sentences from known ones: an entity makes room for another of its type, names and numbers are made up.

A few thousand sentences hold few names. What a model must learn from them is where a name stands, not the names.
"""

import random

from training.characters import FINALS, FIRST_SYLLABLE, LAST_SYLLABLE
from training.spans import Entity, entities_of
from training.tagged_texts import TaggedText

REPLACED = 0.3  # share of the entities
COUNTED = ("DT", "TI", "QT")
NAME_SYLLABLES = 3  # a family name of one syllable, a given name of two


class Mentions:
    """The entities of the training split, by type and by the form that a particle takes after them."""

    def __init__(self, texts: list[TaggedText]) -> None:
        self._known: dict[tuple[str, bool], list[str]] = {}
        mentions = {
            (entity.kind, tagged.text[entity.start : entity.end])
            for tagged in texts
            for entity in entities_of(tagged.tags)
        }
        for kind, mention in sorted(mentions):
            self.add(kind, mention)

    def add(self, kind: str, mention: str) -> None:
        self._known.setdefault((kind, has_final(mention)), []).append(mention)

    def varied(self, tagged: TaggedText) -> TaggedText:
        """The text with some of its entities replaced, and their tags."""
        text, tags, done = "", [], 0
        for entity in entities_of(tagged.tags):
            if random.random() >= REPLACED:
                continue
            mention = self._another(entity, tagged.text[entity.start : entity.end])
            text += tagged.text[done : entity.start] + mention
            tags += tagged.tags[done : entity.start]
            tags += [f"B-{entity.kind}"] + [f"I-{entity.kind}"] * (len(mention) - 1)
            done = entity.end
        return TaggedText(text + tagged.text[done:], tags + tagged.tags[done:])

    def _another(self, entity: Entity, mention: str) -> str:
        known = self._known[entity.kind, has_final(mention)]
        if entity.kind in COUNTED and any(map(str.isdigit, mention)) and random.random() < 0.7:
            return other_digits(mention)
        other = random.choice(known)
        if entity.kind == "PS" and is_name(mention) and is_name(other):
            return mention[0] + other[1:]
        return other


def other_digits(mention: str) -> str:
    return "".join(random.choice("123456789") if digit in "123456789" else digit for digit in mention)


def is_name(mention: str) -> bool:
    return len(mention) == NAME_SYLLABLES and all(FIRST_SYLLABLE <= ord(sound) <= LAST_SYLLABLE for sound in mention)


def has_final(mention: str) -> bool:
    last = ord(mention[-1])
    return FIRST_SYLLABLE <= last <= LAST_SYLLABLE and (last - FIRST_SYLLABLE) % FINALS > 0

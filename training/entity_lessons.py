"""What the entity tagger learns from: token ids, and for one of its heads what is wanted at every step."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import loop
from training.characters import UNKNOWN
from training.mentions import Mentions
from training.spans import entities_of
from training.tagged_texts import TaggedText
from training.taggers import UNSCORED, Tagger

ENTITIES = "entities"  # the head that is served; the others are morphemes of one treebank each
CHARACTER_DROPOUT = 0.03
HIDDEN_MENTIONS = 0.05  # share of the entities of which only the surroundings are shown
MORPHEME_WEIGHT = 0.5
BATCH = 8


@dataclass(frozen=True)
class Lesson:
    head: str
    token_ids: list[int]
    wanted: Tensor  # an index a step, or how likely each tag is at each step


class LessonMaker:
    """Turns tagged texts into lessons."""

    def __init__(self, tokenizer: Tokenizer, tags_of_head: dict[str, list[str]]) -> None:
        self._tokenizer = tokenizer
        self._index_of = {head: {tag: index for index, tag in enumerate(tags)} for head, tags in tags_of_head.items()}

    def token_ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text).ids

    def lesson(self, head: str, tagged: TaggedText) -> Lesson:
        index_of = self._index_of[head]
        wanted = torch.tensor([index_of.get(tag, UNSCORED) for tag in tagged.tags])
        return Lesson(head, self.token_ids(tagged.text), wanted)

    def entity_lesson(self, tagged: TaggedText, mentions: Mentions) -> Lesson:
        """With other entities than before, some of them hidden."""
        varied = mentions.varied(tagged)
        lesson = self.lesson(ENTITIES, varied)
        for entity in entities_of(varied.tags):
            if random.random() < HIDDEN_MENTIONS:
                lesson.token_ids[entity.start : entity.end] = [UNKNOWN] * (entity.end - entity.start)
        return lesson


def batches_of(lessons: list[Lesson]) -> list[tuple[str, Tensor, Tensor]]:
    """Batches of one head, one kind of target and one length each, in any order."""
    groups: dict[tuple[str, int], list[Lesson]] = {}
    for lesson in lessons:
        groups.setdefault((lesson.head, lesson.wanted.dim()), []).append(lesson)
    batches = [
        (
            head,
            torch.tensor([group[index].token_ids for index in batch]),
            torch.stack([group[index].wanted for index in batch]),
        )
        for (head, _), group in groups.items()
        for batch in loop.equal_length_batches([len(lesson.token_ids) for lesson in group], BATCH, shuffle=True)
    ]
    random.shuffle(batches)
    return batches


def with_gaps(token_ids: Tensor) -> Tensor:
    """Some characters are hidden."""
    return token_ids.masked_fill(torch.rand(token_ids.shape) < CHARACTER_DROPOUT, UNKNOWN)


def loss_on(model: Tagger, morphemes: nn.ModuleDict) -> Callable[[tuple[str, Tensor, Tensor]], Tensor]:
    def loss_of(batch: tuple[str, Tensor, Tensor]) -> Tensor:
        head, token_ids, wanted = batch
        features = model.features(with_gaps(token_ids))
        scores = model.output(features) if head == ENTITIES else morphemes[head](features)
        if wanted.dim() == 3:
            return nn.functional.cross_entropy(scores.flatten(0, 1), wanted.float().flatten(0, 1))
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=UNSCORED)
        return loss if head == ENTITIES else MORPHEME_WEIGHT * loss

    return loss_of

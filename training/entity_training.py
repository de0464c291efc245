"""How the entity tagger is trained: on raw text, on tagged text, and on what it says by then of raw text."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import command, loop, pretraining, raw_texts
from training.entity_lessons import ENTITIES, Lesson, LessonMaker, batches_of, loss_on
from training.mentions import Mentions
from training.spans import Agreement, Entity, agreement, entities_of
from training.tagged_texts import TaggedText, read_entities, read_morphemes
from training.taggers import Tagger

TREEBANKS = {"ko_gsd": "train.ko_gsd", "ko_kaist": "extra_train.ko_kaist"}
SHORTEST_REVIEW = 30  # characters; shorter ones hardly name anybody
PRETRAINING_REVIEWS = 6_000
MORPHEME_SENTENCES = 500  # of each treebank, drawn anew every epoch
POOL = 20_000  # raw sentences that the model is asked about
SURE = 0.6  # a raw sentence is studied if a step of it is in an entity with at least this probability
VERY_SURE = 0.9  # what is an entity with at least this probability at every step may take the place of another
SHARPENING = 1.5
SHIFTS = [step / 4 for step in range(-2, 7)]


@dataclass(frozen=True)
class Corpus:
    training: list[TaggedText]
    validation: list[TaggedText]
    test: list[TaggedText]
    morphemes: dict[str, list[TaggedText]]
    news: list[str]  # raw text, as are the reviews; without the sentences of validation and test
    reviews: list[str]


def read_corpus(data: Path, sample: int | None) -> Corpus:
    held_out = {
        raw_texts.squeezed(tagged.text) for name in ("val", "test") for tagged in read_entities(data, name, None)
    }
    training, validation, test = (read_entities(data, name, sample) for name in ("train", "val", "test"))
    news = raw_texts.news(data, sample) + [tagged.text for tagged in training]
    reviews = raw_texts.reviews(data, sample, SHORTEST_REVIEW)
    return Corpus(
        training,
        validation,
        test,
        {treebank: read_morphemes(data, name, sample) for treebank, name in TREEBANKS.items()},
        raw_texts.without(news, held_out),
        raw_texts.without(reviews, held_out),
    )


def predict(model: Tagger, tokenizer: Tokenizer, texts: list[str]) -> list[Tensor]:
    """Scores of the tags, [steps, tags] a text."""
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    scores: list[Tensor] = [torch.empty(0)] * len(texts)
    with torch.no_grad():
        for batch in loop.equal_length_batches([len(sequence) for sequence in ids], 64, shuffle=False):
            for index, row in zip(batch, model(torch.tensor([ids[index] for index in batch]))):
                scores[index] = row
    return scores


def found_in(scores: list[Tensor], tags: list[str]) -> list[list[Entity]]:
    return [entities_of([tags[index] for index in row.argmax(-1).tolist()]) for row in scores]


def measured(scores: list[Tensor], tags: list[str], texts: list[TaggedText], kind: str | None = None) -> Agreement:
    return agreement(found_in(scores, tags), [entities_of(tagged.tags) for tagged in texts], kind)


class Training:
    """`weights` is where the model will be saved, or None; the stages are saved beside it."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, tags: list[str], epochs: int, weights: Path | None):
        self._corpus = corpus
        self._tokenizer = tokenizer
        self._tags = tags
        self._epochs = epochs
        self._weights = weights
        self._morpheme_tags = {
            treebank: sorted({tag for tagged in texts for tag in tagged.tags if tag})
            for treebank, texts in corpus.morphemes.items()
        }
        self._lessons = LessonMaker(tokenizer, {ENTITIES: tags} | self._morpheme_tags)
        self._mentions = Mentions(corpus.training)

    def run(self, model: Tagger) -> None:
        """Trains `model` in place."""
        start = nn.ModuleList([model.embedding, model.recurrent])
        command.load_or_train(start, self._file(".pretrained"), lambda: self._pretrain(model))
        command.load_or_train(model, self._file(".tagged"), lambda: self._learn(model))
        self._study(model, self._opinions(model))

    def _file(self, suffix: str) -> Path | None:
        return self._weights and self._weights.with_suffix(suffix)

    def _pretrain(self, model: Tagger) -> None:
        texts = self._corpus.news + self._corpus.reviews[:PRETRAINING_REVIEWS]
        random.shuffle(texts)
        sequences = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        vocabulary = self._tokenizer.get_vocab_size()
        pretraining.pretrain(model.embedding, model.recurrent, sequences, vocabulary, 1, pretraining.runs)

    def _learn(self, model: Tagger) -> None:
        width = model.output.in_features
        heads = nn.ModuleDict({name: nn.Linear(width, len(tags)) for name, tags in self._morpheme_tags.items()})

        def lessons_of() -> list[Lesson]:
            return self._from_entities() + self._from_morphemes()

        self._fit(model, heads, lessons_of, loop.Schedule(self._epochs, learning_rate=2e-3))

    def _study(self, model: Tagger, opinions: list[Lesson]) -> None:
        """A quarter of the opinions an epoch, so that what is known for sure keeps its weight."""

        def lessons_of() -> list[Lesson]:
            return self._from_entities() + random.sample(opinions, len(opinions) // 4)

        self._fit(model, nn.ModuleDict(), lessons_of, loop.Schedule(max(1, self._epochs // 2), learning_rate=1e-3))

    def _fit(
        self, model: Tagger, heads: nn.ModuleDict, lessons_of: Callable[[], list[Lesson]], schedule: loop.Schedule
    ) -> None:
        validation = self._corpus.validation
        texts = [tagged.text for tagged in validation]
        loop.fit(
            nn.ModuleList([model, heads]),
            schedule,
            lambda: batches_of(lessons_of()),
            loss_on(model, heads),
            lambda: measured(predict(model, self._tokenizer, texts), self._tags, validation).f1,
            self._file(".snapshot"),
        )

    def _from_entities(self) -> list[Lesson]:
        return [self._lessons.entity_lesson(tagged, self._mentions) for tagged in self._corpus.training]

    def _from_morphemes(self) -> list[Lesson]:
        return [
            self._lessons.lesson(head, tagged)
            for head, texts in self._corpus.morphemes.items()
            for tagged in random.sample(texts, min(MORPHEME_SENTENCES, len(texts)))
        ]

    def _opinions(self, model: Tagger) -> list[Lesson]:
        """How likely the model holds each tag in raw sentences in which it finds something; sure finds are kept."""
        known = {tagged.text for tagged in self._corpus.training}
        pool = [text for text in self._corpus.news + self._corpus.reviews if text not in known]
        texts = random.sample(pool, min(POOL, len(pool)))
        outside = self._tags.index("O")
        lessons = []
        for text, scores in zip(texts, predict(model, self._tokenizer, texts)):
            likely = (SHARPENING * scores).softmax(-1)
            if (1 - likely[:, outside]).max() < SURE:
                continue
            lessons.append(Lesson(ENTITIES, self._lessons.token_ids(text), likely.half()))
            for entity in found_in([scores], self._tags)[0]:
                if likely[entity.start : entity.end].max(-1).values.min() >= VERY_SURE:
                    self._mentions.add(entity.kind, text[entity.start : entity.end])
        print(f"something is found in {len(lessons)} of {len(texts)} raw sentences", flush=True)
        return lessons


def choose_shift(model: Tagger, tokenizer: Tokenizer, tags: list[str], validation: list[TaggedText]) -> float:
    """What to take from the scores of O: training asks for likelihood, but F1 wants bolder answers."""
    scores = predict(model, tokenizer, [tagged.text for tagged in validation])
    outside = nn.functional.one_hot(torch.tensor(tags.index("O")), len(tags))
    f1 = {shift: measured([row - shift * outside for row in scores], tags, validation).f1 for shift in SHIFTS}
    return max(SHIFTS, key=lambda shift: (f1[shift], -abs(shift)))

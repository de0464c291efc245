"""How the entity tagger is trained: on raw text, on tagged text, and on what it says by then of raw text.

Tags are first learnt step by step, then as paths; in the end a small network on top learns to keep to the best path.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import command, loop, pretraining, raw_texts
from training.entity_lessons import ENTITIES, Lesson, LessonMaker, batches_of, loss_on, with_gaps
from training.mentions import Mentions
from training.spans import Agreement, Entity, agreement, entities_of
from training.steady_tagger import SteadyTagger, imitate
from training.tag_paths import TagPaths
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
SETTLED = 0.4  # a raw sentence is studied as a path if each tag of the path has at least this probability
IMITATED = 12_000  # raw sentences whose best paths are imitated
SHIFTS = [-0.5, 0.0, 0.5, 1.0, 1.5]


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


def predict(model: nn.Module, tokenizer: Tokenizer, texts: list[str]) -> list[Tensor]:
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

    def run(self, model: SteadyTagger) -> None:
        """Trains `model` in place."""
        tagger, paths = model.tagger, TagPaths(self._tags)
        start = nn.ModuleList([tagger.embedding, tagger.recurrent])
        command.load_or_train(start, self._file(".pretrained"), lambda: self._pretrain(tagger))
        command.load_or_train(tagger, self._file(".tagged"), lambda: self._learn(tagger))
        command.load_or_train(tagger, self._file(".studied"), lambda: self._study(tagger))
        both = nn.ModuleList([tagger, paths])
        command.load_or_train(both, self._file(".paths"), lambda: self._learn_paths(tagger, paths))
        with torch.no_grad():
            tagger.output.bias[self._tags.index("O")] -= self._choose_shift(tagger, paths)
        imitate(model, paths, predict(tagger, self._tokenizer, self._raw(IMITATED)))

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

    def _study(self, model: Tagger) -> None:
        """A quarter of the opinions an epoch, so that what is known for sure keeps its weight."""
        opinions = self._opinions(model)

        def lessons_of() -> list[Lesson]:
            return self._from_entities() + random.sample(opinions, len(opinions) // 4)

        self._fit(model, nn.ModuleDict(), lessons_of, loop.Schedule(max(1, self._epochs // 2), learning_rate=1e-3))

    def _learn_paths(self, model: Tagger, paths: TagPaths) -> None:
        """The same once more, but for whole paths, and with the model's best paths through raw sentences."""
        settled = self._settled(model, paths)

        def lessons_of() -> list[Lesson]:
            return self._from_entities() + random.sample(settled, len(settled) // 4)

        def loss_of(batch: tuple[str, Tensor, Tensor]) -> Tensor:
            _, token_ids, wanted = batch
            return paths.loss(model(with_gaps(token_ids)), wanted)

        loop.fit(
            nn.ModuleList([model, paths]),
            loop.Schedule(max(1, self._epochs // 2), learning_rate=1e-3),
            lambda: batches_of(lessons_of()),
            loss_of,
            lambda: self._path_f1(model, paths),
            self._file(".snapshot"),
        )

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

    def _raw(self, count: int) -> list[str]:
        known = {tagged.text for tagged in self._corpus.training}
        pool = [text for text in self._corpus.news + self._corpus.reviews if text not in known]
        return random.sample(pool, min(count, len(pool)))

    def _opinions(self, model: Tagger) -> list[Lesson]:
        """How likely the model holds each tag in raw sentences in which it finds something; sure finds are kept."""
        texts = self._raw(POOL)
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

    def _settled(self, model: Tagger, paths: TagPaths) -> list[Lesson]:
        """The best path through raw sentences in which something is found and nothing is in great doubt."""
        texts = self._raw(POOL)
        outside = self._tags.index("O")
        lessons = []
        for text, scores in zip(texts, predict(model, self._tokenizer, texts)):
            path = paths.best(scores[None])[0]
            sure = scores.softmax(-1).gather(1, path[:, None]).min()
            if (path != outside).any() and sure >= SETTLED:
                lessons.append(Lesson(ENTITIES, self._lessons.token_ids(text), path))
        print(f"the path is settled in {len(lessons)} of {len(texts)} raw sentences", flush=True)
        return lessons

    def _path_f1(self, model: Tagger, paths: TagPaths, shift: float = 0.0) -> float:
        validation = self._corpus.validation
        outside = nn.functional.one_hot(torch.tensor(self._tags.index("O")), len(self._tags))
        found = []
        for scores in predict(model, self._tokenizer, [tagged.text for tagged in validation]):
            path = paths.best((scores - shift * outside)[None])[0]
            found.append(entities_of([self._tags[index] for index in path.tolist()]))
        return agreement(found, [entities_of(tagged.tags) for tagged in validation]).f1

    def _choose_shift(self, model: Tagger, paths: TagPaths) -> float:
        """What to take from the scores of O: training asks for likelihood, but F1 may want bolder answers."""
        f1 = {shift: self._path_f1(model, paths, shift) for shift in SHIFTS}
        print("validation F1 by what is taken from O:", {shift: round(score, 4) for shift, score in f1.items()})
        return max(SHIFTS, key=lambda shift: (f1[shift], -abs(shift)))

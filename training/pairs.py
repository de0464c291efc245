"""Texts with their answers (translations, replies), and training a network to write these."""

import random
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training import command, loop
from training.bleu import corpus_bleu
from training.pieces import STOP, UNKNOWN, encode
from training.sequence_to_sequence import Network
from training.writing import write

Batch = tuple[Tensor, Tensor, Tensor]  # sources, targets, how long each target is


@dataclass(frozen=True)
class Question:
    """A text, and everything that is a right answer to it."""

    text: str
    answers: list[str]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained on pairs; what the data are like decides it."""

    schedule: loop.Schedule
    batch: int = 128
    answers_a_pass: int = 2  # drawn anew each pass: a question with many answers does not drown the others
    label_smoothing: float = 0.1
    source_dropout: float = 0.0  # share of the pieces of a source that are hidden
    piece_dropout: float | None = None  # BPE-dropout, on both sides


@dataclass(frozen=True)
class Languages:
    """How both sides are cut into pieces, and how an answer is written: by how many beams (one is greedy), how long."""

    source: Tokenizer
    target: Tokenizer
    max_steps: int
    beam_width: int = 1


def grouped(pairs: list[tuple[str, str]]) -> list[Question]:
    """Questions in the order of their first line."""
    answers: dict[str, list[str]] = {}
    for text, answer in pairs:
        answers.setdefault(text, []).append(answer)
    return [Question(text, own) for text, own in answers.items()]


def answers_of(network: Network, languages: Languages, texts: list[str], beam_width: int) -> list[str]:
    written = write(network, encode(languages.source, texts), languages.max_steps, beam_width)
    return languages.target.decode_batch([ids for ids, _ in written])


def greedy_bleu(network: Network, languages: Languages, questions: list[Question]) -> float:
    answers = answers_of(network, languages, [question.text for question in questions], beam_width=1)
    return corpus_bleu(answers, [question.answers for question in questions])


def load_or_train(
    network: Network,
    languages: Languages,
    training: list[Question],
    validation: list[Question],
    recipe: Recipe,
    weights: Path | None,
) -> None:
    """The best pass is chosen by BLEU of greedy answers; the best so far is kept beside `weights`."""
    snapshot = weights and weights.with_suffix(".best")
    command.load_or_train(network, weights, lambda: _train(network, languages, training, validation, recipe, snapshot))


def _train(
    network: Network,
    languages: Languages,
    questions: list[Question],
    validation: list[Question],
    recipe: Recipe,
    snapshot: Path | None,
) -> None:
    def batches_of() -> list[Batch]:
        drawn = [
            (question.text, answer)
            for question in questions
            for answer in random.sample(question.answers, min(recipe.answers_a_pass, len(question.answers)))
        ]
        sources = encode(languages.source, [text for text, _ in drawn], recipe.piece_dropout)
        targets = encode(languages.target, [answer for _, answer in drawn], recipe.piece_dropout)
        return make_batches(sources, [ids + [STOP] for ids in targets], recipe.batch)

    def loss_of(batch: Batch) -> Tensor:
        source, target, lengths = batch
        if recipe.source_dropout:
            source = source.masked_fill(torch.rand(source.shape) < recipe.source_dropout, UNKNOWN)
        return network.loss(source, target, lengths, recipe.label_smoothing)

    def score_of() -> float:
        return greedy_bleu(network, languages, validation)

    loop.fit(network, recipe.schedule, batches_of, loss_of, score_of, snapshot=snapshot)


def make_batches(sources: list[list[int]], targets: list[list[int]], size: int) -> list[Batch]:
    """Sources of one length each (nothing is padded that attention sees), targets of about one length, filled up."""
    order = sorted(range(len(sources)), key=lambda index: (len(sources[index]), len(targets[index]), random.random()))
    batches = []
    for _, group in groupby(order, key=lambda index: len(sources[index])):
        alike = list(group)
        for start in range(0, len(alike), size):
            chosen = alike[start : start + size]
            lengths = torch.tensor([len(targets[index]) for index in chosen])
            target = torch.full((len(chosen), int(lengths.max())), STOP)
            for row, index in enumerate(chosen):
                target[row, : lengths[row]] = torch.tensor(targets[index])
            batches.append((torch.tensor([sources[index] for index in chosen]), target, lengths))
    random.shuffle(batches)
    return batches

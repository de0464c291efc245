"""How the classifiers of two labels learn: from raw text, from labels, and from a teacher's opinion (see `ngrams`)."""

import random
from dataclasses import dataclass

import numpy
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import classification, loop, ngrams, pretraining
from training.classification import Split, TextClassifier


@dataclass(frozen=True)
class Course:
    pretraining_epochs: int  # passes that guess hidden pieces; 0 for none
    schedule: loop.Schedule
    folds: int  # the teacher judges each by what it learnt from the others
    trust_in_labels: float  # the rest is trust in the teacher
    batch_size: int
    score: classification.Score = classification.accuracy


def train_with_teacher(
    model: TextClassifier,
    tokenizer: Tokenizer,
    training: Split,
    validation: Split,
    unlabelled: list[str],
    course: Course,
) -> None:
    texts = training.texts + unlabelled
    if course.pretraining_epochs:
        pieces = classification.encode(tokenizer, texts, classification.PIECE_DROPOUT)
        random.shuffle(pieces)
        pretraining.pretrain(
            model.embedding, model.recurrent, pieces, tokenizer.get_vocab_size(), course.pretraining_epochs, tied=True
        )
    teacher = ngrams.opinions(training.texts, training.labels, unlabelled, course.folds)
    targets = mixed_targets(teacher, training.labels, course.trust_in_labels)
    classification.train(model, tokenizer, texts, targets, validation, course.schedule, course.batch_size, course.score)


def mixed_targets(teacher: ngrams.Opinions, labels: list[int], trust_in_labels: float) -> Tensor:
    """How likely each label is: for labelled texts partly the label itself, for unlabelled ones the opinion alone."""
    given = nn.functional.one_hot(torch.tensor(labels), 2).float()
    mixed = trust_in_labels * given + (1 - trust_in_labels) * _both_sides(teacher.labelled)
    return torch.cat([mixed, _both_sides(teacher.unlabelled)])


def _both_sides(likely: numpy.ndarray) -> Tensor:
    return torch.tensor(numpy.stack([1 - likely, likely], axis=1), dtype=torch.float32)

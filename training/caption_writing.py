"""Writing captions with a trained encoder and decoder, and counting how many are right."""

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.captions import START, STOP
from training.networks import Decoder, Encoder

MAX_STEPS = 24
CHUNK = 128  # pictures at once: keeps the memory small


def write_captions(decoder: Decoder, states: Tensor) -> list[tuple[list[int], list[float]]]:
    """Greedy: the best word at every step, until the stop sign. Word ids and their log probabilities."""
    count = states.shape[1]
    with torch.no_grad():
        state, words = states, torch.full((count, 1), START)
        stopped = torch.zeros(count, dtype=torch.bool)
        ids, scores = [], []
        while len(ids) < MAX_STEPS and not stopped.all():
            logits, state = decoder(words, state)
            best, words = logits.log_softmax(-1).max(-1)
            ids.append(words)
            scores.append(best)
            stopped |= words[:, 0] == STOP
    results = []
    for row, row_scores in zip(torch.cat(ids, 1).tolist(), torch.cat(scores, 1).tolist()):
        length = row.index(STOP) if STOP in row else len(row)
        results.append((row[:length], row_scores[:length]))
    return results


def answers_of(decoder: Decoder, tokenizer: Tokenizer, states: Tensor) -> list[str]:
    return [tokenizer.decode(ids) for ids, _ in write_captions(decoder, states)]


def first_states(encoder: Encoder, images: Tensor) -> Tensor:
    with torch.no_grad():
        return torch.cat([encoder(chunk) for chunk in images.split(CHUNK)], dim=1)


def exact_match(answers: list[str], captions: list[str]) -> float:
    return sum(answer == caption for answer, caption in zip(answers, captions, strict=True)) / len(answers)


def word_match(answers: list[str], captions: list[str]) -> float:
    """Words of the answer that stand in the caption: twice the common ones over all of both (F1, averaged)."""
    scores = []
    for answer, caption in zip(answers, captions, strict=True):
        given, wanted = set(answer.split()), set(caption.split())
        scores.append(2 * len(given & wanted) / (len(given) + len(wanted)))
    return sum(scores) / len(scores)

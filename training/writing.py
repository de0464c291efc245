"""Choosing what the network writes: greedily for many texts at once, or with beams, as the server does both."""

from dataclasses import dataclass

import torch
from torch import Tensor

from training import loop
from training.pieces import START, STOP
from training.sequence_to_sequence import Network

Written = tuple[list[int], list[float]]  # ids and their log-probabilities, without the stop sign


def write(network: Network, sources: list[list[int]], max_steps: int, beam_width: int) -> list[Written]:
    """The answer to each source; one beam is greedy."""
    if beam_width == 1:
        return write_greedily(network, sources, max_steps)
    return [write_with_beams(network, source, max_steps, beam_width) for source in sources]


def write_greedily(network: Network, sources: list[list[int]], max_steps: int) -> list[Written]:
    """The likeliest piece each time, for many sources at once."""
    answers: list[Written] = [([], [])] * len(sources)
    for batch in loop.equal_length_batches([len(ids) for ids in sources], 128, shuffle=False):
        ids, scores = _write_batch(network, torch.tensor([sources[index] for index in batch]), max_steps)
        for index, row, row_scores in zip(batch, ids.tolist(), scores.tolist()):
            length = row.index(STOP) if STOP in row else len(row)
            answers[index] = row[:length], row_scores[:length]
    return answers


@torch.no_grad()
def _write_batch(network: Network, source: Tensor, max_steps: int) -> tuple[Tensor, Tensor]:
    steps, *states = network.encoder(source)
    tokens, stopped = torch.full((len(source),), START), torch.zeros(len(source), dtype=torch.bool)
    ids, scores = [], []
    while len(ids) < max_steps and not stopped.all():
        logits, *states = network.decoder(tokens, steps, *states)
        best, tokens = logits.log_softmax(-1).max(-1)
        stopped |= tokens == STOP
        ids.append(tokens)
        scores.append(best)
    return torch.stack(ids, 1), torch.stack(scores, 1)


@dataclass(frozen=True)
class Beam:
    """What was written so far, and how likely it all is."""

    score: float = 0.0
    ids: tuple[int, ...] = ()
    log_probabilities: tuple[float, ...] = ()

    def goes_on(self, token: int, log_probability: float) -> "Beam":
        return Beam(self.score + log_probability, (*self.ids, token), (*self.log_probabilities, log_probability))

    def written(self) -> Written:
        return list(self.ids), list(self.log_probabilities)


@torch.no_grad()
def write_with_beams(
    network: Network, source: list[int], max_steps: int, width: int, length_penalty: float = 1.0
) -> Written:
    """The best output of the server's beam search, in its order: see docs/MODELS.md, how output is chosen."""
    steps, *states = network.encoder(torch.tensor([source]))
    beams, tokens, best, best_rank = [Beam()], torch.tensor([START]), Beam(), -float("inf")
    for length in range(1, max_steps + 1):
        logits, *states = network.decoder(tokens, steps.expand(len(tokens), -1, -1), *states)
        log_probabilities = logits.double().log_softmax(-1)
        scores = log_probabilities + torch.tensor([[beam.score] for beam in beams])
        ending = scores[:, STOP].tolist()
        scores[:, STOP] = -float("inf")
        top, places = scores.flatten().topk(width)
        # A stop sign ends an output only where it is itself among the best of all steps, as many as there are beams.
        last = sorted(top.tolist() + ending, reverse=True)[width - 1]
        for beam, score in zip(beams, ending):
            rank = score / length**length_penalty
            if score >= last and rank > best_rank:
                best, best_rank = beam, rank
        parents, tokens = places // logits.shape[1], places % logits.shape[1]
        beams = [
            beams[parent].goes_on(token, log_probabilities[parent, token].item())
            for parent, token in zip(parents.tolist(), tokens.tolist())
        ]
        states = [state[:, parents] for state in states]
        # Scores only fall, and length helps them most at the most steps: could any beginning become better?
        if best_rank >= beams[0].score / max_steps**length_penalty:
            return best.written()
    return beams[0].written()

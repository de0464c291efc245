"""Which tag may follow which, and how readily: a conditional random field over the scores of the steps.

An I-X must follow a B-X or an I-X. A network that scores each step by itself breaks this where it is in doubt, and
tears an entity in pieces of several types; the best path through all steps does not.
"""

import torch
from torch import Tensor, nn

FORBIDDEN = -1e4


class TagPaths(nn.Module):
    def __init__(self, tags: list[str]) -> None:
        super().__init__()
        self.first = nn.Parameter(torch.zeros(len(tags)))
        self.moves = nn.Parameter(torch.zeros(len(tags), len(tags)))  # from a tag (row) to the next (column)
        allowed = [[not tag.startswith("I-") or before[1:] == tag[1:] for tag in tags] for before in tags]
        self.register_buffer("no_moves", torch.tensor(allowed).logical_not() * FORBIDDEN)
        self.register_buffer("no_first", torch.tensor([tag.startswith("I-") for tag in tags]) * FORBIDDEN)

    def loss(self, scores: Tensor, wanted: Tensor) -> Tensor:
        """Minus the log likelihood of the paths `wanted`, a step; `scores` are [batch, steps, tags]."""
        first, moves = self.first + self.no_first, self.moves + self.no_moves
        total = first + scores[:, 0]
        for step in range(1, scores.shape[1]):
            total = torch.logsumexp(total[:, :, None] + moves, dim=1) + scores[:, step]
        path = scores.gather(2, wanted[:, :, None]).sum((1, 2)) + first[wanted[:, 0]]
        path = path + moves[wanted[:, :-1], wanted[:, 1:]].sum(1)
        return (torch.logsumexp(total, dim=1) - path).sum() / wanted.numel()

    @torch.no_grad()
    def best(self, scores: Tensor) -> Tensor:
        """The most likely path [batch, steps] (Viterbi)."""
        moves = self.moves + self.no_moves
        total = self.first + self.no_first + scores[:, 0]
        came_from = []
        for step in range(1, scores.shape[1]):
            likeliest, before = (total[:, :, None] + moves).max(1)
            came_from.append(before)
            total = likeliest + scores[:, step]
        path = [total.argmax(-1)]
        for before in reversed(came_from):
            path.append(before.gather(1, path[-1][:, None])[:, 0])
        return torch.stack(path[::-1], 1)

"""How far up the right answer stands: figures of a model that ranks a closed list."""

from collections.abc import Sequence

import torch
from torch import Tensor


def ranks_of(scores: Tensor, answers: Sequence[int]) -> list[int]:
    """The place of every row's right answer, the best being 1."""
    wanted = scores.gather(1, torch.tensor(answers)[:, None])
    return ((scores > wanted).sum(1) + 1).tolist()


def top_share(ranks: Sequence[int], best: int) -> float:
    """Share of rows whose right answer is among the best 1, 5, ..."""
    return sum(rank <= best for rank in ranks) / len(ranks)


def mean_reciprocal_rank(ranks: Sequence[int]) -> float:
    return sum(1 / rank for rank in ranks) / len(ranks)

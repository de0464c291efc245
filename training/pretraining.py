"""Pretraining without labels: hide tokens of raw text and let the recurrent layers guess them from both sides."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from training import loop

UNKNOWN = 0  # also stands for a hidden token
HIDDEN_SHARE = 0.2
LONGEST_RUN = 4
LONGEST = 100  # tokens of a text that are read


def single(shape: torch.Size) -> Tensor:
    """Which tokens are hidden: each by itself."""
    return torch.rand(shape) < HIDDEN_SHARE


def runs(shape: torch.Size) -> Tensor:
    """Which tokens are hidden: runs of two on average, as names and endings are more than one character."""
    hidden = torch.rand(shape) < HIDDEN_SHARE / 2
    for _ in range(LONGEST_RUN - 1):
        hidden[:, 1:] |= hidden[:, :-1] & (torch.rand(shape) < 0.5)[:, 1:]
    return hidden


def pretrain(
    embedding: nn.Module,
    recurrent: nn.Module,
    sequences: list[list[int]],
    vocabulary: int,
    epochs: int,
    hide: Callable[[torch.Size], Tensor] = single,
    tied: bool = False,
) -> None:
    """Trains `embedding` and the bidirectional `recurrent` in place; the layer that guesses is thrown away.

    With `tied` that layer compares with the vectors of `embedding`: fewer weights, so it learns in fewer passes.
    """
    guess = TiedGuess(embedding, recurrent) if tied else nn.Linear(2 * recurrent.hidden_size, vocabulary)
    sequences = [ids[:LONGEST] for ids in sequences]

    def guesses_of(token_ids: Tensor) -> tuple[Tensor, Tensor]:
        hidden = hide(token_ids.shape)
        hidden[0, token_ids.shape[1] // 2] = True  # never none at all
        outputs, _ = recurrent(embedding(token_ids.masked_fill(hidden, UNKNOWN)))
        return guess(outputs[hidden]), token_ids[hidden]

    fit(
        nn.ModuleList([recurrent, guess] if tied else [embedding, recurrent, guess]),
        [len(ids) for ids in sequences],
        lambda batch: torch.tensor([sequences[index] for index in batch]),
        guesses_of,
        lambda guesses: nn.functional.cross_entropy(*guesses),
        epochs,
    )


def fit(
    parts: nn.Module,
    lengths: Sequence[int],
    batch_of: Callable[[list[int]], object],
    guesses_of: Callable[[object], tuple],
    loss_of: Callable[[tuple], Tensor],
    epochs: int,
) -> None:
    """Trains `parts` on texts of these lengths; the first fiftieth of them validates.

    `guesses_of` a batch begins with scores and what was right; its score is the share guessed right.
    """
    kept = max(1, len(lengths) // 50)

    def batches_of(first: int, last: int, shuffle: bool) -> list[object]:
        batches = loop.equal_length_batches(lengths[first:last], 64, shuffle)
        return [batch_of([first + index for index in batch]) for batch in batches]

    def share_guessed() -> float:
        guesses = [guesses_of(batch)[:2] for batch in batches_of(0, kept, False)]
        return torch.cat([(scores.argmax(-1) == wanted).float() for scores, wanted in guesses]).mean().item()

    loop.fit(
        parts,
        loop.Schedule(epochs, learning_rate=3e-3, weight_decay=0.0),
        lambda: batches_of(kept, len(lengths), True),
        lambda batch: loss_of(guesses_of(batch)),
        share_guessed,
    )


class TiedGuess(nn.Module):
    """Scores every token by how well its own embedding fits the states on both sides."""

    def __init__(self, embedding: nn.Embedding, recurrent: nn.GRU | nn.LSTM) -> None:
        super().__init__()
        self.narrow = nn.Linear(2 * recurrent.hidden_size, embedding.embedding_dim)
        self.bias = nn.Parameter(torch.zeros(embedding.num_embeddings))
        self.embedding = embedding

    def forward(self, states: Tensor) -> Tensor:
        return nn.functional.linear(self.narrow(states), self.embedding.weight, self.bias)

"""Pretraining without labels: hide tokens of raw text and let the recurrent layers guess them from both sides."""

import torch
from torch import Tensor, nn

from training import loop

UNKNOWN = 0  # also stands for a hidden token
HIDDEN_SHARE = 0.2
LONGEST = 100  # tokens of a text that are read


def pretrain(
    embedding: nn.Module,
    recurrent: nn.Module,
    sequences: list[list[int]],
    vocabulary: int,
    epochs: int,
    tied: bool = False,
) -> None:
    """Trains `embedding` and the bidirectional `recurrent` in place; the layer that guesses is thrown away.

    With `tied` that layer compares with the vectors of `embedding`: fewer weights, so it learns in fewer passes.
    """
    guess = TiedGuess(embedding, recurrent) if tied else nn.Linear(2 * recurrent.hidden_size, vocabulary)
    parts = nn.ModuleList([recurrent, guess] if tied else [embedding, recurrent, guess])
    sequences = [ids[:LONGEST] for ids in sequences]
    kept = max(1, len(sequences) // 50)
    validation, training = sequences[:kept], sequences[kept:]

    def batches_of(source: list[list[int]], shuffle: bool) -> list[Tensor]:
        batches = loop.equal_length_batches([len(ids) for ids in source], 64, shuffle)
        return [torch.tensor([source[index] for index in batch]) for batch in batches]

    def guesses_of(token_ids: Tensor) -> tuple[Tensor, Tensor]:
        hidden = torch.rand(token_ids.shape) < HIDDEN_SHARE
        hidden[0, token_ids.shape[1] // 2] = True  # never none at all
        outputs, _ = recurrent(embedding(token_ids.masked_fill(hidden, UNKNOWN)))
        return guess(outputs[hidden]), token_ids[hidden]

    def loss_of(token_ids: Tensor) -> Tensor:
        return nn.functional.cross_entropy(*guesses_of(token_ids))

    def share_guessed() -> float:
        right = [(logits.argmax(-1) == ids).float() for logits, ids in map(guesses_of, batches_of(validation, False))]
        return torch.cat(right).mean().item()

    schedule = loop.Schedule(epochs, learning_rate=3e-3, weight_decay=0.0)
    loop.fit(parts, schedule, lambda: batches_of(training, True), loss_of, share_guessed)


class TiedGuess(nn.Module):
    """Scores every token by how well its own embedding fits the states on both sides."""

    def __init__(self, embedding: nn.Embedding, recurrent: nn.GRU | nn.LSTM) -> None:
        super().__init__()
        self.narrow = nn.Linear(2 * recurrent.hidden_size, embedding.embedding_dim)
        self.bias = nn.Parameter(torch.zeros(embedding.num_embeddings))
        self.embedding = embedding

    def forward(self, states: Tensor) -> Tensor:
        return nn.functional.linear(self.narrow(states), self.embedding.weight, self.bias)

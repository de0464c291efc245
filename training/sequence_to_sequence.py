"""The network that reads one text and writes another: a bidirectional GRU reads, two GRU layers with attention write.

The first layer of the decoder follows what was written and asks; attention looks the answer up among the encoder's
steps; the second layer and the output write the next piece. Nothing that was looked up goes back into the first layer,
so that in training each layer runs over all steps of an output at once.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.pieces import START


@dataclass(frozen=True)
class Sizes:
    source_vocabulary: int
    target_vocabulary: int
    embedding: int = 128
    reading: int = 192  # of each direction
    reading_layers: int = 1
    steps: int = 224  # of what attention looks at
    asking: int = 192
    writing: int = 256
    dropout: float = 0.1


class Encoder(nn.Module):
    """Ids -> the steps to look back at, and the first states of the decoder's two layers."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.embedding = nn.Embedding(sizes.source_vocabulary, sizes.embedding)
        self.reading = nn.GRU(
            sizes.embedding,
            sizes.reading,
            sizes.reading_layers,
            batch_first=True,
            bidirectional=True,
            dropout=sizes.dropout if sizes.reading_layers > 1 else 0.0,
        )
        self.steps = nn.Linear(2 * sizes.reading, sizes.steps)
        self.asking = nn.Linear(2 * sizes.reading, sizes.asking)
        self.writing = nn.Linear(2 * sizes.reading, sizes.writing)
        self.dropout = nn.Dropout(sizes.dropout)
        nn.init.normal_(self.embedding.weight, std=0.1)

    def forward(self, input: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        outputs, last = self.reading(self.dropout(self.embedding(input)))
        outputs, summary = self.dropout(outputs), torch.cat([last[-2], last[-1]], dim=-1)
        asking, writing = torch.tanh(self.asking(summary)), torch.tanh(self.writing(summary))
        return self.steps(outputs), asking.unsqueeze(0), writing.unsqueeze(0)


class Decoder(nn.Module):
    """The last pieces, the encoder's steps and two states -> scores of the next piece and the new states."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.embedding = nn.Embedding(sizes.target_vocabulary, sizes.embedding)
        self.asking = nn.GRU(sizes.embedding, sizes.asking, batch_first=True)
        self.question = nn.Linear(sizes.asking, sizes.steps)
        self.writing = nn.GRU(sizes.asking + sizes.steps, sizes.writing, batch_first=True)
        self.bottleneck = nn.Linear(sizes.writing + sizes.steps, sizes.embedding)
        self.bias = nn.Parameter(torch.zeros(sizes.target_vocabulary))
        self.dropout = nn.Dropout(sizes.dropout)
        self.scale = 1 / math.sqrt(sizes.steps)
        nn.init.normal_(self.embedding.weight, std=0.1)

    def features(self, tokens: Tensor, steps: Tensor, asking: Tensor, writing: Tensor) -> tuple[Tensor, ...]:
        """Tokens [batch, any number of steps] -> what the scores are made of, and both states after the last."""
        asked, asking = self.asking(self.dropout(self.embedding(tokens)), asking)
        asked = self.dropout(asked)
        fit = torch.bmm(self.question(asked), steps.transpose(1, 2)) * self.scale
        found = torch.bmm(torch.softmax(fit, dim=-1), steps)
        written, writing = self.writing(torch.cat([asked, found], dim=-1), writing)
        written = self.dropout(torch.cat([written, found], dim=-1))
        return self.dropout(self.bottleneck(written)), asking, writing

    def scores(self, features: Tensor) -> Tensor:
        """[rows, embedding] -> [rows, vocabulary]; one table of pieces is used for reading and for writing them."""
        return functional.linear(features, self.embedding.weight, self.bias)

    def forward(self, token: Tensor, steps: Tensor, asking: Tensor, writing: Tensor) -> tuple[Tensor, ...]:
        """One step: token [batch]."""
        features, asking, writing = self.features(token.unsqueeze(1), steps, asking, writing)
        return self.scores(features.squeeze(1)), asking, writing


class Network(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder(sizes)
        self.decoder = Decoder(sizes)

    def loss(self, source: Tensor, target: Tensor, lengths: Tensor, label_smoothing: float) -> Tensor:
        """Mean over the pieces of all targets [batch, time], each of which ends after its own length."""
        before = torch.cat([torch.full((len(target), 1), START), target[:, :-1]], dim=1)
        features, _, _ = self.decoder.features(before, *self.encoder(source))
        scored = torch.arange(target.shape[1]) < lengths.unsqueeze(1)
        scores = self.decoder.scores(features[scored])
        return functional.cross_entropy(scores, target[scored], label_smoothing=label_smoothing)

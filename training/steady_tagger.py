"""A tagger whose steps agree with each other, though every step's tag is read by itself.

The server takes the best tag of every step; it searches no path. So a second, small recurrent network is put on the
first one's scores and learns, from as much raw text as one likes, to raise the tag that lies on the best path.
"""

import random

import torch
from torch import Tensor, nn

from training import loop
from training.tag_paths import TagPaths
from training.taggers import Tagger

HIDDEN = 48
LEAST = -9.0  # a log likelihood below says nothing more
SCALE = 3.0
EPOCHS = 8
BATCH = 32


class SteadyTagger(nn.Module):
    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        tags = tagger.output.out_features
        self.tagger = tagger
        self.recurrent = nn.LSTM(tags, HIDDEN, batch_first=True, bidirectional=True)
        self.output = nn.Linear(2 * HIDDEN, tags)

    @property
    def embedding(self) -> nn.Module:
        return self.tagger.embedding

    def steadied(self, scores: Tensor) -> Tensor:
        outputs, _ = self.recurrent(scores.clamp(min=LEAST) / SCALE)
        return scores + self.output(outputs)

    def forward(self, token_ids: Tensor) -> Tensor:
        return self.steadied(self.tagger(token_ids).log_softmax(-1))


def imitate(model: SteadyTagger, paths: TagPaths, scores: list[Tensor]) -> None:
    """Trains what stands on the tagger, whose scores of raw texts are given, to choose the best paths by steps."""
    likely = [row.log_softmax(-1) for row in scores]
    batches = []
    for batch in loop.equal_length_batches([len(row) for row in likely], BATCH, shuffle=True):
        rows = torch.stack([likely[index] for index in batch])
        batches.append((rows, paths.best(rows)))
    kept = max(1, len(batches) // 50)
    validation, training = batches[:kept], batches[kept:]

    def loss_of(batch: tuple[Tensor, Tensor]) -> Tensor:
        rows, wanted = batch
        return nn.functional.cross_entropy(model.steadied(rows).flatten(0, 1), wanted.flatten())

    def share_of_whole_texts() -> float:
        right = [(model.steadied(rows).argmax(-1) == wanted).all(1).float() for rows, wanted in validation]
        return torch.cat(right).mean().item()

    loop.fit(
        nn.ModuleList([model.recurrent, model.output]),
        loop.Schedule(EPOCHS, learning_rate=4e-3, weight_decay=0.0),
        lambda: random.sample(training, len(training)),
        loss_of,
        share_of_whole_texts,
    )

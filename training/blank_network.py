"""The network that fills a blank, and what only training needs of it."""

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import loop
from training.blanks import BLANK

WIDTH = 96
NEAR, FAR = 176, 144  # per direction, first and second layer
SUMMARY = 128


class BlankModel(nn.Module):
    """Two bidirectional layers read the whole text, the blank being one step; each step gets a score per answer.

    The first layer knows at the blank what stands on either side, each direction one; the second reads the text again
    with both known. The scores are made of both layers, through a narrow summary that keeps 1,787 scores a step cheap.
    """

    def __init__(self, vocabulary: int, answers: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        self.near = nn.GRU(WIDTH, NEAR, batch_first=True, bidirectional=True)
        self.far = nn.GRU(2 * NEAR, FAR, batch_first=True, bidirectional=True)
        self.summary = nn.Linear(2 * NEAR + 2 * FAR, SUMMARY)
        self.scores = nn.Linear(SUMMARY, answers)
        self.input_dropout = nn.Dropout(0.15)
        self.between_dropout = nn.Dropout(0.2)
        self.output_dropout = nn.Dropout(0.3)
        nn.init.normal_(self.embedding.weight, std=0.2)

    def read(self, token_ids: Tensor) -> tuple[Tensor, Tensor]:
        """The outputs of both layers at every step."""
        near, _ = self.near(self.input_dropout(self.embedding(token_ids)))
        far, _ = self.far(self.between_dropout(near))
        return near, far

    def summarise(self, near: Tensor, far: Tensor) -> Tensor:
        return torch.tanh(self.summary(self.output_dropout(torch.cat([near, far], dim=-1))))

    def forward(self, token_ids: Tensor) -> Tensor:
        return self.scores(self.summarise(*self.read(token_ids)))


def predict(model: BlankModel, tokenizer: Tokenizer, texts: list[str]) -> Tensor:
    """The scores of all answers for the one blank of every text."""
    sequences = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    scores = torch.zeros(len(texts), model.scores.out_features)
    with torch.no_grad():
        for batch in loop.equal_length_batches([len(ids) for ids in sequences], 128, shuffle=False):
            token_ids = torch.tensor([sequences[index] for index in batch])
            near, far = model.read(token_ids)
            blank = token_ids == tokenizer.token_to_id(BLANK)
            scores[batch] = model.scores(model.summarise(near[blank], far[blank]))
    return scores


class ComposedScores(nn.Module):
    """In training an answer's weights are its own plus what its pieces say as words of the text.

    Four in ten answers have fewer than 30 examples, but its pieces are read in other sentences as well. `fold` sums both
    into one plain layer.
    """

    def __init__(self, embedding: nn.Embedding, tokenizer: Tokenizer, answers: list[str]) -> None:
        super().__init__()
        self.own = nn.Linear(SUMMARY, len(answers))
        self.composed = nn.Linear(WIDTH, SUMMARY, bias=False)
        nn.init.normal_(self.own.weight, std=0.05)
        nn.init.zeros_(self.own.bias)
        self._embedding = [embedding]  # in a list, so that it stays the model's own parameter only
        pieces = [encoding.ids for encoding in tokenizer.encode_batch([f" {answer}" for answer in answers])]
        starts = torch.tensor([0] + [len(ids) for ids in pieces[:-1]]).cumsum(0)
        self.register_buffer("pieces", torch.tensor([piece for ids in pieces for piece in ids]), persistent=False)
        self.register_buffer("starts", starts, persistent=False)

    def weight(self) -> Tensor:
        mean = nn.functional.embedding_bag(self.pieces, self._embedding[0].weight, self.starts, mode="mean")
        return self.own.weight + self.composed(mean)

    def forward(self, summary: Tensor) -> Tensor:
        return nn.functional.linear(summary, self.weight(), self.own.bias)

    def fold_into(self, scores: nn.Linear) -> None:
        with torch.no_grad():
            scores.weight.copy_(self.weight())
            scores.bias.copy_(self.own.bias)


class PieceGuesser(nn.Module):
    """A second target without labels: any piece of the text, from the first layer's states left and right of it.

    Neither state has read the piece, so nothing needs to be hidden, and every sentence teaches at many places.
    """

    SHARE = 0.2  # of the pieces are guessed

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(2 * NEAR, NEAR), nn.GELU(), nn.Linear(NEAR, WIDTH))
        self.bias = nn.Parameter(torch.zeros(embedding.num_embeddings))
        self._embedding = [embedding]

    def loss(self, near: Tensor, token_ids: Tensor, guessable: Tensor) -> Tensor:
        chosen = guessable & (torch.rand(token_ids.shape) < self.SHARE)
        if not chosen.any():
            return near.new_zeros(())
        before = nn.functional.pad(near[:, :-1, :NEAR], (0, 0, 1, 0))
        behind = nn.functional.pad(near[:, 1:, NEAR:], (0, 0, 0, 1))
        inner = self.inner(torch.cat([before, behind], dim=-1)[chosen])
        logits = nn.functional.linear(inner, self._embedding[0].weight, self.bias)
        return nn.functional.cross_entropy(logits, token_ids[chosen])

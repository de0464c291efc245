"""How the network that fills a blank is trained: first with all that helps, then as it is exported."""

from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import loop
from training.blank_network import BlankModel, ComposedScores, PieceGuesser, predict
from training.blanks import BLANK, UNKNOWN, Answers, Blanker, Row, find_nouns

PIECE_DROPOUT = 0.05  # share of pieces that are hidden in training
GUESSING_WEIGHT = 0.4
LABEL_SMOOTHING = 0.05
Batch = tuple[Tensor, Tensor]  # token ids, and the answers of all blanks in reading order


class BlankTraining:
    def __init__(
        self,
        model: BlankModel,
        tokenizer: Tokenizer,
        answers: Answers,
        training: list[Row],
        validation: list[Row],
        snapshot: Path | None,
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._answers = answers
        self._training = training
        self._validation = validation
        self._snapshot = snapshot
        self._blank_id = tokenizer.token_to_id(BLANK)

    def learn_and_refine(self, epochs: int) -> None:
        blanker = Blanker(find_nouns(self._training, self._answers))
        self.learn(blanker, epochs)
        self.refine(blanker, max(1, epochs // 3))

    def learn(self, blanker: Blanker, epochs: int) -> None:
        """With composed scores, and guessing pieces as a second target."""
        composed = ComposedScores(self._model.embedding, self._tokenizer, self._answers.words)
        guesser = PieceGuesser(self._model.embedding)

        def loss_of(batch: Batch) -> Tensor:
            token_ids, _ = batch
            loss, near = self._loss(batch, composed)
            guessable = (token_ids != self._blank_id) & (token_ids != UNKNOWN)
            return loss + GUESSING_WEIGHT * guesser.loss(near, token_ids, guessable)

        def score_of() -> float:
            composed.fold_into(self._model.scores)
            return self._score()

        parts = nn.ModuleList([self._model, composed, guesser])
        self._fit(parts, blanker, loop.Schedule(epochs, learning_rate=3e-3), loss_of, score_of)

    def refine(self, blanker: Blanker, epochs: int) -> None:
        """Nothing but the blanks counts any more."""
        self._fit(
            self._model,
            blanker,
            loop.Schedule(epochs, learning_rate=1e-3),
            lambda batch: self._loss(batch, self._model.scores)[0],
            self._score,
            self._snapshot,
        )

    def _fit(
        self,
        parts: nn.Module,
        blanker: Blanker,
        schedule: loop.Schedule,
        loss_of: Callable[[Batch], Tensor],
        score_of: Callable[[], float],
        snapshot: Path | None = None,
    ) -> None:
        loop.fit(parts, schedule, lambda: self._batches(blanker), loss_of, score_of, snapshot)

    def _batches(self, blanker: Blanker) -> list[Batch]:
        texts, wanted = zip(*blanker.draw_pass())
        sequences = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        return [
            (
                torch.tensor([sequences[index] for index in batch]),
                torch.tensor([answer for index in batch for answer in wanted[index]]),
            )
            for batch in loop.equal_length_batches([len(ids) for ids in sequences], 128, shuffle=True)
        ]

    def _loss(self, batch: Batch, scores: nn.Module) -> tuple[Tensor, Tensor]:
        """The loss at the blanks, and the first layer's outputs."""
        token_ids, wanted = batch
        blank = token_ids == self._blank_id
        dropped = (torch.rand(token_ids.shape) < PIECE_DROPOUT) & ~blank
        near, far = self._model.read(token_ids.masked_fill(dropped, UNKNOWN))
        given = scores(self._model.summarise(near[blank], far[blank]))
        return nn.functional.cross_entropy(given, wanted, label_smoothing=LABEL_SMOOTHING), near

    def _score(self) -> float:
        """The mean reciprocal rank: 1 for an answer ranked first, 1/2 for second. It jumps less than a share."""
        scores = predict(self._model, self._tokenizer, [row.text for row in self._validation])
        wanted = torch.tensor([row.answer for row in self._validation])[:, None]
        ranks = (scores > scores.gather(1, wanted)).sum(1) + 1
        return (1 / ranks).mean().item()

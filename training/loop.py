"""The training loop all tasks share: fixed seed, equal-length batches, averaged weights, early stopping."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from torch import Tensor, nn
from tqdm import tqdm


@dataclass(frozen=True)
class Schedule:
    epochs: int
    learning_rate: float
    weight_decay: float = 0.01
    averaging: float = 0.998  # share of the averaged weights kept at every update
    spare_updates: int = 64  # an epoch may have so many more than the first had; the rate falls the slower for it
    patience: int = 4  # epochs without a better validation score before training stops


def seed_everything(seed: int, threads: int) -> None:
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)


def equal_length_batches(lengths: Sequence[int], batch_size: int, shuffle: bool) -> list[list[int]]:
    """Indices of examples, in batches of one length each: like the server, training never pads in time."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for index in random.sample(range(len(lengths)), len(lengths)) if shuffle else range(len(lengths)):
        by_length[lengths[index]].append(index)
    batches = [
        group[start : start + batch_size]
        for length, group in by_length.items()
        if length > 0
        for start in range(0, len(group), batch_size)
    ]
    if shuffle:
        random.shuffle(batches)
    return batches


class AveragedWeights:
    """An exponential moving average of a model's weights: it scores better than the last weights alone."""

    def __init__(self, model: nn.Module, keep: float) -> None:
        self._model = model
        self._keep = keep
        self._updates = 0
        self._average = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def update(self) -> None:
        self._updates += 1
        keep = min(self._keep, self._updates / (self._updates + 10))  # forget the random start fast
        for name, value in self._model.state_dict().items():
            if value.is_floating_point():
                self._average[name].lerp_(value.detach(), 1 - keep)
            else:
                self._average[name].copy_(value)

    def swap(self) -> None:
        """Puts the average into the model and the model's own weights here; a second call undoes it."""
        for name, value in self._model.state_dict().items():
            kept = value.detach().clone()
            value.copy_(self._average[name])
            self._average[name] = kept


def fit(
    model: nn.Module,
    schedule: Schedule,
    batches_of: Callable[[], list],
    loss_of: Callable[[object], Tensor],
    score_of: Callable[[], float],
    snapshot: Path | None = None,
    optimizer: torch.optim.Optimizer | None = None,
) -> None:
    """Trains `model` in place and leaves it, in evaluation mode, with the averaged weights that scored best.

    `snapshot` always holds the best weights so far: a run that must be cut short still gives a model. Without
    `optimizer` it is AdamW.
    """
    optimizer = optimizer or torch.optim.AdamW(
        model.parameters(), schedule.learning_rate, weight_decay=schedule.weight_decay
    )
    updates = schedule.epochs * len(batches_of()) + schedule.epochs * schedule.spare_updates
    warm_up = max(1, updates // 20)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda update: min((update + 1) / warm_up, max(0.02, 1 - update / updates)),
    )
    averaged = AveragedWeights(model, schedule.averaging)
    best_score, best_weights, epochs_since_best = -1.0, None, 0
    for epoch in range(1, schedule.epochs + 1):
        model.train()
        losses = []
        for batch in tqdm(batches_of(), desc=f"epoch {epoch}/{schedule.epochs}", leave=False, disable=None):
            loss = loss_of(batch)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            rate.step()
            averaged.update()
            losses.append(loss.item())
        averaged.swap()
        model.eval()
        with torch.no_grad():
            score = score_of()
        print(f"epoch {epoch:3d}  loss {sum(losses) / len(losses):.4f}  validation {score:.4f}", flush=True)
        if score > best_score:
            best_score, epochs_since_best = score, 0
            best_weights = {name: value.clone() for name, value in model.state_dict().items()}
            if snapshot is not None:
                snapshot.parent.mkdir(parents=True, exist_ok=True)
                torch.save(best_weights, snapshot)
        else:
            epochs_since_best += 1
        averaged.swap()
        if epochs_since_best >= schedule.patience:
            break
    model.load_state_dict(best_weights)
    model.eval()

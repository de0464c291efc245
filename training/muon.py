"""AdamW that turns the steps of matrices and convolutions into orthogonal ones (Muon, Jordan et al. 2024)."""

import torch
from torch import Tensor, nn


class Muon(torch.optim.AdamW):
    """Moves every direction of a weight alike, so that small networks need fewer passes. Other weights: AdamW."""

    def __init__(
        self,
        turned: list[nn.Parameter],
        others: list[nn.Parameter],
        learning_rate: float,
        turned_learning_rate: float,
        weight_decay: float,
    ) -> None:
        groups = [
            {"params": turned, "lr": turned_learning_rate, "turned": True},
            {"params": others, "lr": learning_rate, "turned": False},
        ]
        super().__init__(groups, weight_decay=weight_decay)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            if group["turned"]:
                for weight in group["params"]:
                    self._step_turned(weight, group["lr"], group["weight_decay"])
                    weight.grad = None  # AdamW passes over what has no gradient
        super().step()

    def _step_turned(
        self, weight: nn.Parameter, learning_rate: float, weight_decay: float, momentum: float = 0.95
    ) -> None:
        state = self.state[weight]
        average = state.setdefault("momentum", torch.zeros_like(weight))
        average.lerp_(weight.grad, 1 - momentum)
        direction = weight.grad.lerp(average, momentum)
        weight.mul_(1 - learning_rate * weight_decay)
        weight.add_(orthogonal(direction.flatten(1)).view_as(weight), alpha=-learning_rate)


def orthogonal(matrix: Tensor, rounds: int = 3) -> Tensor:
    """About the nearest matrix of orthogonal rows: a Newton-Schulz iteration, on the shorter side."""
    wide = matrix.shape[0] <= matrix.shape[1]
    turned = matrix if wide else matrix.T
    turned = turned / (turned.norm() + 1e-7)
    for _ in range(rounds):
        square = turned @ turned.T
        turned = 3.4445 * turned + (-4.7750 * square + 2.0315 * square @ square) @ turned
    return turned if wide else turned.T

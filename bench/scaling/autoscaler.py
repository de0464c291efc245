"""Kubernetes' HorizontalPodAutoscaler, with the behaviour that the chart sets."""

import math
from collections import deque
from dataclasses import dataclass, field

LOOK_SECONDS = 15
TOLERANCE = 0.1
# Up: twice as many or four more in 15 s, Kubernetes' default. Down: one a minute, and only to the most that was wanted
# in the last five minutes: the chart's.
UP_FACTOR, UP_PODS = 2, 4
DOWN_SECONDS = 60
STABLE_SECONDS = 300


@dataclass(frozen=True)
class Signal:
    """What is measured, and what its mean over the pods should be."""

    name: str
    target: float

    def wanted(self, replicas: int, ready: list[float]) -> int:
        """
        As Kubernetes has it: the pods' mean by the target, unless that is within a tenth. When there is too little,
        pods that are not ready count as idle, so that what is on its way is not ordered twice.
        """
        if not ready:
            return replicas
        ratio = sum(ready) / len(ready) / self.target
        if abs(ratio - 1) <= TOLERANCE:
            return replicas
        if ratio < 1 or len(ready) >= replicas:
            return math.ceil(ratio * len(ready))
        damped = sum(ready) / replicas / self.target
        if damped <= 1 + TOLERANCE:
            return replicas
        return math.ceil(damped * replicas)


class Most:
    """Of several signals the one that wants most."""

    def __init__(self, *signals: Signal) -> None:
        self.signals = signals

    def wanted(self, replicas: int, ready: dict[str, list[float]]) -> int:
        return max(signal.wanted(replicas, ready[signal.name]) for signal in self.signals)


@dataclass
class Autoscaler:
    fewest: int
    most: int
    signals: Most
    wants: deque = field(default_factory=deque)
    last_down: float = -math.inf

    def look(self, now: float, replicas: int, ready: dict[str, list[float]]) -> int:
        """How many replicas there should be from now on."""
        wanted = min(self.most, max(self.fewest, self.signals.wanted(replicas, ready)))
        self.wants.append((now, wanted))
        while self.wants[0][0] < now - STABLE_SECONDS:
            self.wants.popleft()
        if wanted > replicas:
            return min(wanted, max(replicas * UP_FACTOR, replicas + UP_PODS))
        steady = max(most for _, most in self.wants)
        if steady < replicas and now - self.last_down >= DOWN_SECONDS:
            self.last_down = now
            return replicas - 1
        return replicas

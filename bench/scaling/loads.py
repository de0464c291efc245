"""How many calls a second come, at any time of a run."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

DAY_SECONDS = 86_400
# The peak wants about six of the replicas that were measured.
PEAK, NIGHT = 1_700.0, 250.0
SPIKE_BASE, SPIKE_PEAK = 450.0, 1_700.0
SPIKE_EVERY_SECONDS, SPIKE_SECONDS, RISE_SECONDS = 2_700, 480, 20


@dataclass(frozen=True)
class Load:
    seconds: int
    calls_per_second: Callable[[float], float]
    shown: tuple[int, int] = (0, DAY_SECONDS)
    """From when to when a picture shows it."""


def daily(hours: float, seed: int) -> Load:
    """Few calls at night, many in the evening, and a wobble of some percent that lasts minutes."""
    draw = random.Random(seed)
    wobbles = [(draw.uniform(300, 1_800), draw.uniform(0, 2 * math.pi), draw.uniform(0.01, 0.03)) for _ in range(6)]

    def rate(second: float) -> float:
        hour = 2 * math.pi * second / DAY_SECONDS
        # From 4 in the morning to 4 in the afternoon it rises.
        day = 0.5 - 0.5 * math.cos(hour - 2 * math.pi * 4 / 24)
        wobble = sum(height * math.sin(2 * math.pi * second / period + phase) for period, phase, height in wobbles)
        return (NIGHT + (PEAK - NIGHT) * day) * (1 + wobble)

    return Load(round(hours * 3_600), rate)


def spiky(hours: float, seed: int) -> Load:
    """A steady load that is up to four times as high for some minutes, at moments that nobody knows."""
    draw = random.Random(seed)
    total = round(hours * 3_600)
    spikes, second = [], 0.0
    while (second := second + SPIKE_EVERY_SECONDS * draw.uniform(0.6, 1.4)) < total:
        height = draw.uniform(0.6, 1.0) * (SPIKE_PEAK - SPIKE_BASE)
        spikes.append((second, second + SPIKE_SECONDS * draw.uniform(0.5, 1.5), height))

    def rate(second: float) -> float:
        calls = SPIKE_BASE
        for begin, end, height in spikes:
            if begin <= second < end:
                calls += height * min(1.0, (second - begin) / RISE_SECONDS)
        return calls

    first = round(spikes[0][0]) if spikes else 0
    return Load(total, rate, (max(0, first - 180), first + 1_200))

"""Replicas that work off what comes, and an autoscaler that looks at them.

Events: a quarter of a second of arrivals, a scrape, a look of the autoscaler, a pod that is ready or gone.
"""

import heapq
import math
import random
from dataclasses import dataclass, field

from autoscaler import LOOK_SECONDS, Autoscaler
from loads import Load

TICK_SECONDS = 0.25
SCRAPE_SECONDS = 15
TARGET_SECONDS = 0.5
SAMPLE_SECONDS = 15
# Of waiting times: 1 ms to 100 s, some 5% wide.
BUCKETS_PER_DECADE, LEAST_SECONDS, DECADES = 48, 1e-3, 5


@dataclass(frozen=True)
class Replica:
    """What one is like; the figures are measured, docs/SCALING.md says where."""

    cores: float = 2.0
    """What its container asks for and gets; as many lanes."""
    cpu_seconds: float = 0.005
    """Of a call, mean, all threads: lanes, parsing, network."""
    spread: float = 1.0
    """Standard deviation of a call's CPU seconds, by their mean."""
    start_seconds: float = 40.0
    """From being wanted to being ready: a node has room and the image."""
    found_seconds: float = 5.0
    """From then until clients know of it."""
    cold_seconds: float = 60.0
    cold_factor: float = 1.4
    """While its code is compiled calls take that much more."""
    most_backlog_seconds: float = 10.0


@dataclass
class Pod:
    ready_at: float
    found_at: float
    work: float = 0.0
    """CPU seconds of calls that wait or run."""
    used: float = 0.0
    """CPU seconds spent since the last scrape."""
    cpu: float | None = None
    backlog: float | None = None
    """As scraped."""


@dataclass
class Outcome:
    calls: int = 0
    refused: int = 0
    replica_hours: float = 0.0
    over_target_seconds: float = 0.0
    changes: int = 0
    replicas: list[int] = field(default_factory=list)
    """Every fifteen seconds, as the next two."""
    rates: list[float] = field(default_factory=list)
    worst: list[float] = field(default_factory=list)
    """The longest waiting of those seconds."""
    buckets: list[int] = field(default_factory=lambda: [0] * (BUCKETS_PER_DECADE * DECADES + 1))

    def waited(self, seconds: float, calls: int) -> None:
        place = 0 if seconds <= LEAST_SECONDS else math.ceil(BUCKETS_PER_DECADE * math.log10(seconds / LEAST_SECONDS))
        self.buckets[min(place, len(self.buckets) - 1)] += calls

    def waiting(self, share: float) -> float:
        """The upper end of the bucket that has that share of the calls below or in it; 0: it is the first."""
        left = share * sum(self.buckets)
        for place, calls in enumerate(self.buckets):
            left -= calls
            if left <= 0:
                return LEAST_SECONDS * 10 ** (place / BUCKETS_PER_DECADE) if place else 0.0
        return math.inf


class Cluster:
    def __init__(self, replica: Replica, autoscaler: Autoscaler, load: Load, seed: int) -> None:
        self.replica, self.autoscaler, self.load = replica, autoscaler, load
        self.draw = random.Random(seed)
        self.outcome = Outcome()
        self.pods = [Pod(-replica.cold_seconds, 0.0) for _ in range(autoscaler.fewest)]
        self.longest = 0.0

    def run(self) -> Outcome:
        handlers = [(0.0, 0, self.tick, TICK_SECONDS), (0.0, 1, self.scrape, SCRAPE_SECONDS)]
        # The autoscaler's looks and the scrapes know nothing of each other.
        handlers += [(7.0, 2, self.look, LOOK_SECONDS), (0.0, 3, self.sample, SAMPLE_SECONDS)]
        heapq.heapify(handlers)
        while handlers[0][0] < self.load.seconds:
            now, order, handle, period = handlers[0]
            handle(now)
            heapq.heapreplace(handlers, (now + period, order, handle, period))
        return self.outcome

    def tick(self, now: float) -> None:
        found = [pod for pod in self.pods if pod.found_at <= now]
        rate = self.load.calls_per_second(now)
        over = False
        for pod in found:
            calls = self.poisson(rate * TICK_SECONDS / len(found))
            over |= self.arrive(pod, calls, now)
            self.work_off(pod, now)
        self.outcome.replica_hours += len(self.pods) * TICK_SECONDS / 3_600
        self.outcome.over_target_seconds += TICK_SECONDS if over else 0.0

    def poisson(self, mean: float) -> int:
        if mean > 30:
            return max(0, round(self.draw.gauss(mean, math.sqrt(mean))))
        calls, product, limit = 0, self.draw.random(), math.exp(-mean)
        while product > limit:
            calls += 1
            product *= self.draw.random()
        return calls

    def arrive(self, pod: Pod, calls: int, now: float) -> bool:
        """Whether those who came last wait longer than they should."""
        replica, outcome = self.replica, self.outcome
        outcome.calls += calls
        waiting = pod.work / replica.cores
        if not calls:
            return waiting > TARGET_SECONDS
        factor = self.factor(pod, now)
        mean = calls * replica.cpu_seconds * factor
        deviation = math.sqrt(calls) * replica.cpu_seconds * replica.spread * factor
        room = replica.most_backlog_seconds - waiting
        if room <= 0:
            outcome.refused += calls
        else:
            # They come one after the other: half of the others' work is before the one in the middle.
            brought = max(0.0, self.draw.gauss(mean, deviation))
            net = max(0.0, brought / replica.cores - TICK_SECONDS) if pod.work == 0 else brought / replica.cores / 2
            waiting += net
            outcome.waited(waiting, calls)
            pod.work += brought
        self.longest = max(self.longest, waiting)
        return waiting > TARGET_SECONDS

    def factor(self, pod: Pod, now: float) -> float:
        return self.replica.cold_factor if now < pod.ready_at + self.replica.cold_seconds else 1.0

    def work_off(self, pod: Pod, now: float) -> None:
        done = min(pod.work, self.replica.cores * TICK_SECONDS)
        pod.work -= done
        pod.used += done

    def scrape(self, now: float) -> None:
        for pod in self.pods:
            if pod.ready_at <= now:
                pod.cpu = pod.used / SCRAPE_SECONDS / self.replica.cores
                pod.backlog = pod.work / self.replica.cores
                pod.used = 0.0

    def look(self, now: float) -> None:
        ready = [pod for pod in self.pods if pod.cpu is not None]
        before = len(self.pods)
        signals = {"cpu": [pod.cpu for pod in ready], "backlog": [pod.backlog for pod in ready]}
        wanted = self.autoscaler.look(now, before, signals)
        self.outcome.changes += wanted != before
        for _ in range(wanted - before):
            ready_at = now + self.replica.start_seconds
            self.pods.append(Pod(ready_at, ready_at + self.replica.found_seconds))
        # The newest goes; what it has is done within its grace, so no call is lost.
        del self.pods[wanted:]

    def sample(self, now: float) -> None:
        self.outcome.replicas.append(len(self.pods))
        self.outcome.rates.append(self.load.calls_per_second(now))
        self.outcome.worst.append(self.longest)
        self.longest = 0.0

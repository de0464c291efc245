"""A simulated day of replicas behind an autoscaler: what backlog, CPU, or both as its signal make of the same load.

    python bench/scaling/simulate.py                         # the table of docs/SCALING.md
    python bench/scaling/simulate.py --svg docs/scaling.svg  # and its picture
    python bench/scaling/simulate.py --seed 2 --hours 6

Standard library only, and the same to the last digit for the same seed. What is simulated, and what not, stands in
docs/SCALING.md; the figures of a replica are those that were measured there.
"""

import argparse
import sys
from pathlib import Path

from autoscaler import Autoscaler, Most, Signal
from chart import picture
from cluster import Cluster, Outcome, Replica
from loads import Load, daily, spiky

FEWEST, MOST = 2, 10
DRAWN = ["CPU 80%", "CPU 50%", "backlog", "backlog and CPU 80%"]


def policies() -> dict[str, Autoscaler]:
    """What can be scaled on; the fourth is the chart's own choice."""
    backlog = Signal("backlog", 0.5)
    return {
        "CPU 80%": Autoscaler(FEWEST, MOST, Most(Signal("cpu", 0.8))),
        "CPU 50%": Autoscaler(FEWEST, MOST, Most(Signal("cpu", 0.5))),
        "backlog": Autoscaler(FEWEST, MOST, Most(backlog)),
        "backlog and CPU 80%": Autoscaler(FEWEST, MOST, Most(backlog, Signal("cpu", 0.8))),
        "backlog and CPU 50%": Autoscaler(FEWEST, MOST, Most(backlog, Signal("cpu", 0.5))),
    }


def loads(hours: float, seed: int) -> dict[str, Load]:
    return {"daily": daily(hours, seed), "spiky": spiky(hours, seed)}


def run(load: Load, autoscaler: Autoscaler, seed: int) -> Outcome:
    return Cluster(Replica(), autoscaler, load, seed).run()


def table(outcomes: dict[tuple[str, str], Outcome]) -> str:
    rows = [
        "| load | scaled on | p95 waiting | p99 waiting | over 0.5 s | refused | replica-hours | most | changes |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for (load, policy), outcome in outcomes.items():
        rows.append(
            f"| {load} | {policy} | {seconds(outcome.waiting(0.95))} | {seconds(outcome.waiting(0.99))} "
            f"| {outcome.over_target_seconds / 60:.1f} min | {100 * outcome.refused / outcome.calls:.2f}% "
            f"| {outcome.replica_hours:.1f} | {max(outcome.replicas)} | {outcome.changes} |"
        )
    return "\n".join(rows)


def seconds(value: float) -> str:
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def main() -> int:
    parser = argparse.ArgumentParser(description="Simulates replicas behind an autoscaler.")
    parser.add_argument("--hours", type=float, default=24, help="of load")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path, help="a file for the picture")
    flags = parser.parse_args()
    if flags.hours <= 0:
        parser.error(f"--hours = {flags.hours:g}: allowed is a number over 0")
    by_name = loads(flags.hours, flags.seed)
    outcomes = {
        (load_name, policy_name): run(load, autoscaler, flags.seed)
        for load_name, load in by_name.items()
        for policy_name, autoscaler in policies().items()
    }
    print(table(outcomes))
    if flags.svg:
        flags.svg.write_text(picture(by_name, outcomes, DRAWN), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What docs/SCALING.md says of its simulation, on six hours of it."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT

FOLDER = ROOT / "bench" / "scaling"
PAGE = ROOT / "docs" / "SCALING.md"
HOURS = 6
SEEDS = [1, 2, 3]

sys.path.insert(0, str(FOLDER))
import simulate  # noqa: E402
from autoscaler import STABLE_SECONDS, Autoscaler, Most, Signal  # noqa: E402
from cluster import Cluster, Outcome, Replica  # noqa: E402
from loads import Load  # noqa: E402


@pytest.fixture(scope="module", params=SEEDS)
def spiky(request: pytest.FixtureRequest) -> dict[str, Outcome]:
    load = simulate.loads(HOURS, request.param)["spiky"]
    return {name: simulate.run(load, policy, request.param) for name, policy in simulate.policies().items()}


def test_backlog_is_back_sooner_than_cpu_after_a_spike(spiky: dict[str, Outcome]) -> None:
    both, cpu = spiky["backlog and CPU 80%"], spiky["CPU 80%"]
    assert both.over_target_seconds < 0.5 * cpu.over_target_seconds
    assert both.refused < 0.7 * cpu.refused


def test_room_to_spare_costs_more_replicas_and_helps_beside_backlog_too(spiky: dict[str, Outcome]) -> None:
    both, roomy, roomier = (spiky[name] for name in ["backlog and CPU 80%", "CPU 50%", "backlog and CPU 50%"])
    assert both.replica_hours < 0.95 * roomy.replica_hours
    assert roomier.over_target_seconds < min(both.over_target_seconds, roomy.over_target_seconds)
    assert roomier.refused < 0.5 * both.refused


def test_backlog_alone_lets_go_of_what_a_steady_load_needs() -> None:
    steady = Load(4 * 3_600, lambda second: 3 * Replica().cores / Replica().cpu_seconds * 0.9)
    outcomes = {name: simulate.run(steady, policy, 1) for name, policy in simulate.policies().items()}
    assert outcomes["backlog and CPU 80%"].over_target_seconds < 0.1 * outcomes["backlog"].over_target_seconds
    assert outcomes["backlog and CPU 80%"].changes < outcomes["backlog"].changes


def test_calls_are_conserved() -> None:
    load = simulate.loads(1, 1)["spiky"]
    outcome = simulate.run(load, simulate.policies()["CPU 80%"], 1)
    assert outcome.calls == sum(outcome.buckets) + outcome.refused
    expected = sum(load.calls_per_second(second) for second in range(load.seconds))
    assert outcome.calls == pytest.approx(expected, rel=0.02)


def test_waiting_of_one_replica_is_what_is_too_much() -> None:
    """Twice what it can do, for ten seconds: the last waits five seconds, as long as it takes to be through."""
    capacity = Replica().cores / Replica().cpu_seconds
    burst = Load(60, lambda second: 2 * capacity if second < 10 else 0.0)
    fixed = Autoscaler(1, 1, Most(Signal("cpu", 1)))
    outcome = Cluster(Replica(cores=2, most_backlog_seconds=60, spread=0), fixed, burst, 1).run()
    assert outcome.waiting(1) == pytest.approx(10, rel=0.1)
    assert outcome.waiting(0.5) == pytest.approx(5, rel=0.1)


def test_autoscaler_follows_kubernetes_rules() -> None:
    cpu = Signal("cpu", 0.8)
    assert cpu.wanted(4, [0.85] * 4) == 4, "within a tenth"
    assert cpu.wanted(4, [1.0] * 4) == 5
    assert cpu.wanted(4, [0.4] * 4) == 2
    assert cpu.wanted(4, [1.0] * 2) == 4, "what is on its way is not ordered twice"
    scaler = Autoscaler(1, 10, Most(cpu))
    assert scaler.look(0, 1, {"cpu": [9.0]}) == 5, "four more at most, or twice as many"
    assert scaler.look(15, 5, {"cpu": [0.1] * 5}) == 5, "not down at once"
    assert scaler.look(15 + STABLE_SECONDS, 5, {"cpu": [0.1] * 5}) == 4, "one at a time"


def test_same_seed_gives_the_same_to_the_last_digit() -> None:
    command = [sys.executable, str(FOLDER / "simulate.py"), "--hours", "1", "--seed", "7"]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first == second
    assert first.count("\n") == 2 + 2 * len(simulate.policies())


def test_hours_that_are_none_are_refused() -> None:
    command = [sys.executable, str(FOLDER / "simulate.py"), "--hours", "0"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "--hours = 0: allowed is a number over 0" in run.stderr


def test_page_has_the_figures_of_a_replica_that_are_simulated() -> None:
    page, replica = PAGE.read_text("utf-8"), Replica()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", page, re.MULTILINE))
    assert {name: float(value) for name, value in rows.items()} == {
        name: float(value) for name, value in vars(replica).items()
    }

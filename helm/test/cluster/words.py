"""What the tests here say, and how they fail."""

import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

Truth = TypeVar("Truth")
STARTED = time.monotonic()


def step(words: str) -> None:
    print(f"{time.monotonic() - STARTED:6.1f} s  {words}", flush=True)


def expect(condition: object, words: str) -> None:
    if not condition:
        raise SystemExit(f"FAILED: {words}")


def until(what: str, seconds: float, found: Callable[[], Truth]) -> Truth:
    """The first truth that it finds, looking five times a second."""
    end = time.monotonic() + seconds
    while not (truth := found()):
        expect(time.monotonic() < end, f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)
    return truth


def which(program: str) -> str:
    return subprocess.run(["which", program], check=True, capture_output=True, text=True).stdout.strip()

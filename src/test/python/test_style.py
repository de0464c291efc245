"""Linter and formatter find nothing. `ruff check --fix` and `ruff format` put things right."""

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_finds_nothing(command: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *command.split(), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr

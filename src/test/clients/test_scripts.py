"""The scripts that also stand for themselves, against the same server."""

import subprocess
import sys
from pathlib import Path

import pytest

LIMIT_SECONDS = 180


@pytest.mark.parametrize("script", ["serve_zoo.py", "ask_kserve.py"])
def test_script_ends_with_nothing_failed(target: str, script: str) -> None:
    command = [sys.executable, str(Path(__file__).with_name(script)), target]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith(" passed, 0 failed")

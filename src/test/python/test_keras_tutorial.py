"""The Keras tutorial's networks, built and exported anew: the script itself holds shapes, parameters and answers."""

import subprocess
import sys

from conftest import LIMIT_SECONDS, ROOT

COMMITTED = ROOT / "src" / "test" / "resources" / "keras"


def test_keras_tutorial_writes_what_the_server_is_tested_with(tmp_path) -> None:
    command = [sys.executable, "-m", "training.keras_tutorial", "--out", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert run.returncode == 0, run.stderr
    files = {path.relative_to(COMMITTED) for path in COMMITTED.rglob("*") if path.is_file()}
    assert files == {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    first = run.stdout.splitlines()[0].split()
    assert first[:3] == ["simple_rnn", "42", "parameters"]

"""The Keras tutorial's networks, built and exported anew: the script itself holds shapes, parameters and answers."""

import os
import re
import subprocess
import sys
from pathlib import Path

from conftest import LIMIT_SECONDS, ROOT

MODELS = ROOT / "models" / "tutorial"
TRUTHS = ROOT / "src" / "test" / "resources" / "keras"


def files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_keras_tutorial_writes_what_is_bundled(tmp_path) -> None:
    models, truths = tmp_path / "models", tmp_path / "truths"
    options = ["--out", str(models), "--truths", str(truths)]
    said = run(["-m", "training.keras_tutorial", *options])
    assert files(models) == files(MODELS) - {Path("README.md")}
    assert files(truths) == files(TRUTHS)
    first = said.splitlines()[0].split()
    assert first[:3] == ["simple-rnn", "42", "parameters"]


def test_converter_writes_a_saved_model(tmp_path) -> None:
    saved, graph = tmp_path / "model.keras", tmp_path / "model" / "1" / "model.onnx"
    make = f"""
import keras
keras.Sequential([keras.Input((None, 10)), keras.layers.SimpleRNN(3)]).save({str(saved)!r})
"""
    run(["-c", make])
    said = run(["-m", "training.keras_onnx", str(saved), str(graph)])
    assert said == f"{graph}: 42 parameters, output shape (None, 3)\n"
    assert graph.is_file()


def test_loop_of_the_page_prints_what_the_page_says() -> None:
    page = (ROOT / "docs" / "TUTORIAL.md").read_text(encoding="utf-8")
    loop, printed = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL).group(1) for kind in ("python", "text"))
    assert run(["-c", loop]) == printed


def run(arguments: list[str]) -> str:
    """What Python prints. Keras computes with JAX, as in the script."""
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

"""What the tests share: tiny data, every training script run on it once, and a server of all that they made.

    python -m pytest src/test/python

needs the packages of src/test/python/requirements-training.txt, and the jar in target/ for what is served.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import tiny_data

ROOT = Path(__file__).resolve().parents[3]
JAR = ROOT / "target" / "unroll.jar"
READY = re.compile(r"unroll ready grpc=(\d+) ops=\d+ models=(\d+)")
LIMIT_SECONDS = 300
# How every bundled model is made. The names are those of training/tasks.py.
SCRIPTS = {
    "sentiment-ko": "training.sentiment",
    "spam-en": "training.spam",
    "pos-ko": "training.pos --language ko",
    "pos-en": "training.pos --language en",
    "ner-ko": "training.entities",
    "caption-en": "training.captioning --language en",
    "caption-ko": "training.captioning --language ko",
    "translate-en-fr": "training.translation --language en-fr",
    "chat-ko": "training.chatbot",
    "blank-ko": "training.blank",
}


@dataclass(frozen=True)
class Workshop:
    """Where the scripts worked, and what each of them said."""

    data: Path
    models: Path
    weights: Path
    truths: Path
    runs: dict[str, subprocess.CompletedProcess]


def run_script(model: str, data: Path, out: Path, *more: str) -> subprocess.CompletedProcess:
    """As a user runs it."""
    command = [sys.executable, "-m", *SCRIPTS[model].split(), "--data", str(data), "--out", str(out)]
    command += ["--sample", "60", "--epochs", "1", "--threads", "1", *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    tiny_data.write_all(folder)
    return folder


@pytest.fixture
def data(tiny: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return shutil.copytree(tiny, tmp_path / "data")


@pytest.fixture(scope="session")
def workshop(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("workshop")
    models, weights, truths = folder / "models", folder / "weights", folder / "truths"

    def run(model: str) -> subprocess.CompletedProcess:
        keep = ["--weights", str(weights / f"{model}.pt"), "--truths", str(truths / f"{model}.json")]
        return run_script(model, tiny, models / model, *keep)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = dict(zip(SCRIPTS, pool.map(run, SCRIPTS)))
    return Workshop(tiny, models, weights, truths, runs)


@pytest.fixture(scope="session")
def server(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """HOST:PORT of a server of all that was trained. It takes few calls at a time, so that clients must try again."""
    if not JAR.is_file():
        pytest.skip(f"{JAR} is not there: mvn -DskipTests package makes it")
    logs = tmp_path_factory.mktemp("server")
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, "-jar", JAR, "serve", "--models", workshop.models, "--host", "127.0.0.1"]
    command += ["--port", "0", "--ops-port", "0", "--poll", "0s", "--max-rows", "8"]
    with (logs / "out").open("w") as out, (logs / "errors").open("w") as errors:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=errors)
    try:
        until = time.monotonic() + LIMIT_SECONDS
        while not (ready := READY.search((logs / "out").read_text())):
            said = (logs / "errors").read_text()
            assert process.poll() is None, f"the server ended: {said}"
            assert time.monotonic() < until, f"the server is not ready: {said}"
            time.sleep(0.1)
        yield f"127.0.0.1:{ready[1]}"
    finally:
        process.kill()
        process.wait()

"""What the tests share: a repository of bundled, bare and configured models, a server of it, and tritonclients.

    src/test/clients/install FOLDER
    FOLDER/bin/python -m pytest src/test/clients

needs the jar in target/. `MORE_MODELS` may name a folder of further models, of types that the zoo has not, which
`OpenInferenceClientsIT` writes. What wants them is skipped without it.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import tritonclient.grpc as triton
from zoo import ZOO

ROOT = Path(__file__).resolve().parents[3]
JAR = ROOT / "target" / "unroll.jar"
TRUTHS = ROOT / "src/test/resources/truths"
READY = re.compile(r"unroll ready grpc=(\d+) ops=(\d+) models=(\d+)")
LIMIT_SECONDS = 120

# As Triton's users have it beside a stateful LSTM whose states have their rows in the middle.
CONFIGURED_LSTM = """
name: "configured_lstm"
platform: "onnxruntime_onnx"
max_batch_size: 0
input [ { name: "input" data_type: TYPE_FP32 dims: [ -1, -1, 12 ] } ]
output [ { name: "output" data_type: TYPE_FP32 dims: [ -1, -1, 5 ] } ]
sequence_batching {
  max_sequence_idle_microseconds: 60000000
  state [
    { input_name: "h" output_name: "h_out" data_type: TYPE_FP32 dims: [ 1, -1, 24 ] },
    { input_name: "c" output_name: "c_out" data_type: TYPE_FP32 dims: [ 1, -1, 24 ] }
  ]
}
instance_group [ { count: 2 kind: KIND_CPU } ]
"""
# The least that makes perf_analyzer send sequences.
SEQUENCES_GRU = """
name: "sequences_gru"
backend: "onnxruntime"
max_batch_size: 8
sequence_batching { }
"""
# Sequences that nobody goes on with are forgotten after a fifth of a second.
FORGETFUL_GRU = """
name: "forgetful_gru"
backend: "onnxruntime"
max_batch_size: 8
sequence_batching { max_sequence_idle_microseconds: 200000 }
"""
# (folder, graphs of the zoo, config.pbtxt)
CONFIGURED = [
    ("configured_lstm", "lstm_stateful", CONFIGURED_LSTM),
    ("sequences_gru", "gru_norm_softmax_each", SEQUENCES_GRU),
    ("forgetful_gru", "gru_norm_softmax_each", FORGETFUL_GRU),
    ("batched_gru", "gru_last", 'name: "batched_gru"\nbackend: "onnxruntime"\nmax_batch_size: 8\n'),
    # To unload and load again.
    ("comes_and_goes", "gru_last", None),
]


@dataclass(frozen=True)
class Server:
    target: str
    ops: str
    models: Path
    process: subprocess.Popen


def lay_model(models: Path, name: str, graphs: str, config: str | None = None, version: int = 1) -> None:
    """A model of a case's graphs, put into place at once: the server may be looking."""
    there = models / name / str(version)
    half = models / name / ".new"
    half.mkdir(parents=True)
    for file in (ZOO / graphs).glob("*.onnx"):
        shutil.copy(file, half)
    if config is not None:
        (models / name / "config.pbtxt").write_text(config, encoding="utf-8")
    half.rename(there)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(ROOT / "models", folder, dirs_exist_ok=True)
    for case in ZOO.iterdir():
        lay_model(folder, case.name, case.name)
    for name, graphs, config in CONFIGURED:
        lay_model(folder, name, graphs, config)
    if "MORE_MODELS" in os.environ:
        shutil.copytree(os.environ["MORE_MODELS"], folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def server(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert JAR.is_file(), f"{JAR} is not there: mvn -DskipTests package makes it"
    logs = tmp_path_factory.mktemp("server")
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, "-jar", JAR, "serve", "--models", models, "--host", "127.0.0.1"]
    command += ["--port", "0", "--ops-port", "0", "--poll", "0s", "--model-control", "true"]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("UNROLL_")}
    with (logs / "out").open("w") as out, (logs / "errors").open("w") as errors:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=errors, env=surroundings)
    try:
        until = time.monotonic() + LIMIT_SECONDS
        while not (ready := READY.search((logs / "out").read_text())):
            said = (logs / "errors").read_text()
            assert process.poll() is None, f"the server ended: {said}"
            assert time.monotonic() < until, f"the server is not ready: {said}"
            time.sleep(0.1)
        yield Server(f"127.0.0.1:{ready[1]}", f"127.0.0.1:{ready[2]}", models, process)
        assert process.poll() is None, f"the server ended: {(logs / 'errors').read_text()}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def more_models(server: Server) -> None:
    if "MORE_MODELS" not in os.environ:
        pytest.skip("MORE_MODELS is not set")


@pytest.fixture(scope="session")
def target(server: Server) -> str:
    return server.target


@pytest.fixture
def client(target: str) -> Iterator[triton.InferenceServerClient]:
    with triton.InferenceServerClient(target) as one:
        yield one


@pytest.fixture(scope="session")
def program():
    """Finds a program that `install` has put beside this Python."""

    def find(name: str) -> str:
        beside = Path(sys.executable).parent / name
        found = str(beside) if beside.exists() else shutil.which(name)
        assert found, f"{name} is not beside {sys.executable}: src/test/clients/install puts it there"
        return found

    return find

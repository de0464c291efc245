"""perf_analyzer: that it runs to its end, and that every request was answered. How fast is not judged."""

import csv
import subprocess
from pathlib import Path

import pytest

LIMIT_SECONDS = 180
# Few requests, and no waiting until what it measures is stable.
BRIEFLY = ["--request-count", "200"]
# Of itself it draws ids from all 64 bits, which no vocabulary has.
IDS = ["--input-data", "zero"]


@pytest.fixture
def analyze(target: str, program, tmp_path: Path):
    """Runs it, and gives the lines of its table."""

    def run(model: str, *arguments: str) -> list[dict[str, str]]:
        table = tmp_path / "table.csv"
        command = [program("perf_analyzer"), "-m", model, "-u", target, "-i", "grpc", "-f", str(table), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert "rror" not in said, said
        assert "ailed" not in said, said
        with table.open(newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert rows, said
        assert all(float(row["Inferences/Second"]) > 0 for row in rows), said
        return rows

    return run


def test_unary_by_concurrency(analyze) -> None:
    windows = ["--measurement-interval", "500", "--max-trials", "3", "--stability-percentage", "999"]
    rows = analyze("gru_last", "--shape", "input:8", "--concurrency-range", "1:4:3", *IDS, *windows)
    assert [row["Concurrency"] for row in rows] == ["1", "4"]


def test_batches_of_four(analyze) -> None:
    assert analyze("gru_last", "--shape", "input:8", *IDS, "-b", "4", "--concurrency-range", "4", *BRIEFLY)


def test_asynchronous_by_rate(analyze) -> None:
    assert analyze("gru_last", "--shape", "input:8", *IDS, "--async", "--request-rate-range", "100", *BRIEFLY)


def test_text(analyze, tmp_path: Path) -> None:
    texts = tmp_path / "texts.json"
    texts.write_text('{"data": [{"text": ["WINNER!! Call now"]}, {"text": ["see you at home"]}]}')
    assert analyze("spam-en", "--input-data", str(texts), "--concurrency-range", "4", *BRIEFLY)


def test_streaming(analyze) -> None:
    assert analyze(
        "keras_deep_rnn", "--shape", "input:8,5", "--streaming", "--async", "--concurrency-range", "4", *BRIEFLY
    )


def test_sequences(analyze) -> None:
    sequences = ["--sequence-length", "10", "--num-of-sequences", "8", "--request-rate-range", "100"]
    assert analyze("sequences_gru", "--shape", "input:4", *IDS, *sequences, *BRIEFLY)


def test_sequences_on_streams(analyze) -> None:
    sequences = ["--streaming", "--sequence-length", "10", "--concurrency-range", "8"]
    assert analyze("sequences_gru", "--shape", "input:4", *IDS, *sequences, *BRIEFLY)


def test_stateful_lstm_of_a_triton_repository(analyze) -> None:
    sequences = ["--streaming", "--sequence-length", "6", "--concurrency-range", "4"]
    assert analyze("configured_lstm", "--shape", "input:1,3,12", *sequences, *BRIEFLY)

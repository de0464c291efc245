"""Mistakes on the command line: one line that says what is allowed, before anything is trained."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from conftest import ROOT
from torch import nn

from training import command
from training.data import DataError


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, tmp_path: Path):
    """Parses options beside good ones; returns what is said where one is refused, "" where none is."""

    def parse_with(*options: str) -> str:
        good = ["--data", str(tmp_path), "--out", str(tmp_path / "model")]
        monkeypatch.setattr(sys, "argv", ["script", *good, *options])
        try:
            command.parse("A script.", epochs=3, languages=("ko", "en"))
        except SystemExit as end:
            assert end.code == 2
        return capsys.readouterr().err.strip().split("\n")[-1]

    return parse_with


def test_good_options_are_taken(parse) -> None:
    assert parse("--language", "en", "--sample", "20", "--epochs", "1", "--threads", "1", "--seed", "0") == ""


def test_unknown_language_is_refused_with_those_allowed(parse) -> None:
    assert "invalid choice: 'fr' (choose from" in parse("--language", "fr")


@pytest.mark.parametrize(("option", "lowest"), [("--sample", 20), ("--epochs", 1), ("--threads", 1)])
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "", "²"])
def test_number_that_is_too_low_is_refused(parse, option: str, lowest: int, value: str) -> None:
    said = parse(f"{option}={value}")
    assert said.endswith(f"argument {option}: {value!r} is not a whole number of at least {lowest}")


@pytest.mark.parametrize("value", ["-1", "4294967296", "x"])
def test_seed_that_is_none_is_refused(parse, value: str) -> None:
    assert parse(f"--seed={value}").endswith(f"{value!r} is not a whole number from 0 to 4294967295")


def test_data_that_is_a_file_is_refused(parse, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert parse("--data", str(file)).endswith(f"argument --data: {file} is not a folder")


def test_data_that_is_not_there_is_refused(parse, tmp_path: Path) -> None:
    assert parse("--data", str(tmp_path / "nowhere")).endswith("nowhere is not a folder")


@pytest.mark.parametrize("option", ["--out", "--weights", "--truths"])
def test_output_below_a_file_is_refused(parse, tmp_path: Path, option: str) -> None:
    file = tmp_path / "file"
    file.touch()
    assert parse(option, str(file / "below")).endswith(f"argument {option}: {file / 'below'} cannot be written")


@pytest.mark.parametrize("option", ["--weights", "--truths"])
def test_output_file_that_is_a_folder_is_refused(parse, tmp_path: Path, option: str) -> None:
    assert parse(option, str(tmp_path)).endswith(f"argument {option}: {tmp_path} cannot be written")


@pytest.mark.parametrize("option", ["--out", "--weights", "--truths"])
def test_output_in_a_folder_that_may_not_be_written_is_refused(
    parse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, option: str
) -> None:
    # The tests may run as root, whom no folder refuses: the system's answer is put in its mouth.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert parse(option, str(tmp_path / "new" / "x")).endswith("cannot be written")


def test_weights_that_are_damaged_are_named(tmp_path: Path) -> None:
    weights = tmp_path / "weights.pt"
    torch.save(nn.Linear(2, 2).state_dict(), weights)
    whole = weights.read_bytes()
    for content in (b"", b"not weights at all", whole[:-40], whole[: len(whole) // 2]):
        weights.write_bytes(content)
        with pytest.raises(DataError, match=f"^{weights} does not hold weights of this network: "):
            command.load_or_train(nn.Linear(2, 2), weights, pytest.fail)


def test_weights_of_another_shape_are_named_with_both_shapes(tmp_path: Path) -> None:
    weights = tmp_path / "weights.pt"
    torch.save(nn.Linear(2, 3).state_dict(), weights)
    with pytest.raises(DataError, match=r"torch.Size\(\[3\]\) .* torch.Size\(\[2\]\)") as raised:
        command.load_or_train(nn.Linear(2, 2), weights, pytest.fail)
    assert "\n" not in str(raised.value)


def test_weights_that_hold_other_things_are_named(tmp_path: Path) -> None:
    weights = tmp_path / "weights.pt"
    for other in ([1, 2], {"unknown": torch.zeros(2)}, 7):
        torch.save(other, weights)
        with pytest.raises(DataError, match=f"^{weights} does not hold weights of this network: "):
            command.load_or_train(nn.Linear(2, 2), weights, pytest.fail)


def test_script_without_its_data_ends_with_one_line(tmp_path: Path) -> None:
    options = ["--data", str(tmp_path), "--out", str(tmp_path / "model")]
    run = subprocess.run(
        [sys.executable, "-m", "training.captioning", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr.startswith(f"error: {tmp_path}/captioning/")
    assert run.stderr.count("\n") == 1

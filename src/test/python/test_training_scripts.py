"""Every training script on tiny data, as a user runs it; then one server of all models, asked the tiny test splits."""

import json
import re
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT, SCRIPTS, Workshop, run_script

from training.client import Client, ServerError
from training.evaluate import choose, examine, read_card
from training.tasks import TASKS

EVERY_MODEL = pytest.mark.parametrize("model", SCRIPTS)


@EVERY_MODEL
def test_script_on_tiny_data_finishes(workshop: Workshop, model: str) -> None:
    run = workshop.runs[model]
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.strip().endswith(" MB"), run.stdout


@EVERY_MODEL
def test_folder_of_a_script_is_complete(workshop: Workshop, model: str) -> None:
    folder = workshop.models / model
    graphs = {path.name for path in (folder / "1").iterdir()}
    assert graphs in ({"model.onnx"}, {"encoder.onnx", "decoder.onnx"})
    manifest = (folder / "model.yaml").read_text(encoding="utf-8")
    yaml.safe_load(manifest)
    named = set(re.findall(r"[\w.-]+\.(?:json|txt|png)", manifest))
    assert any(name.endswith(".json") for name in named), "no tokenizer"
    assert all((folder / name).stat().st_size > 0 for name in named)


@EVERY_MODEL
def test_card_of_a_script_has_its_figures_for_programs(workshop: Workshop, model: str) -> None:
    text = (workshop.models / model / "MODEL_CARD.md").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["license"]
    assert front["language"]
    assert front["metrics"]
    assert all(isinstance(figure, float) for figure in front["metrics"].values())
    assert "A smoke run" in text


@EVERY_MODEL
def test_truths_of_a_script_are_written(workshop: Workshop, model: str) -> None:
    truths = json.loads((workshop.truths / f"{model}.json").read_text(encoding="utf-8"))
    assert truths["model"] == model
    assert len(truths["examples"]) >= 12


def test_script_with_its_own_weights_only_exports(workshop: Workshop, tmp_path) -> None:
    model = "sentiment-ko"
    again = run_script(model, workshop.data, tmp_path / model, "--weights", str(workshop.weights / f"{model}.pt"))
    assert again.returncode == 0, again.stderr
    assert "epoch" not in again.stdout
    assert again.stdout.splitlines()[-1] == workshop.runs[model].stdout.splitlines()[-1]


def test_script_with_weights_of_another_model_says_so_in_one_line(workshop: Workshop, tmp_path) -> None:
    weights = str(workshop.weights / "pos-ko.pt")
    run = run_script("sentiment-ko", workshop.data, tmp_path / "sentiment-ko", "--weights", weights)
    assert run.returncode == 1
    assert re.fullmatch(rf"error: {re.escape(weights)} does not hold weights of this network: .+\n", run.stderr)


def test_server_has_every_model(server: str) -> None:
    with Client(server) as client:
        assert client.models() == dict.fromkeys(SCRIPTS, "")


@EVERY_MODEL
def test_answers_of_the_server_make_the_figures_of_pytorch(server: str, workshop: Workshop, model: str) -> None:
    figures = read_card(workshop.models, model)
    with Client(server) as client:
        results = examine(client, model, TASKS[model].read(workshop.data), figures, in_flight=32)
    for result in results:
        assert result.refused == 0
        assert result.pytorch is not None, f"the card has no figure {result.figure}, but {list(figures)}"
        assert result.agrees, f"{result.figure} is {result.server}, by PyTorch {result.pytorch}"


def test_evaluate_prints_every_figure_as_json(server: str, workshop: Workshop) -> None:
    run = evaluate(server, workshop, "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    assert {result["model"] for result in json.loads(run.stdout)} == set(SCRIPTS)


def test_evaluate_ends_with_1_where_a_figure_differs(server: str, workshop: Workshop, tmp_path) -> None:
    model = "sentiment-ko"
    (tmp_path / model).mkdir()
    (tmp_path / model / "MODEL_CARD.md").write_text("---\nmetrics:\n  accuracy: 9.0\n---\n", encoding="utf-8")
    run = evaluate(server, workshop, "--model", model, "--models", str(tmp_path))
    assert run.returncode == 1
    assert re.search(r"sentiment-ko +accuracy .* 9\.0000 .* DIFFERS", run.stdout)


def test_evaluate_of_a_model_that_is_not_served_names_those_that_are(server: str) -> None:
    served = re.escape(", ".join(sorted(SCRIPTS)))
    with Client(server) as client, pytest.raises(ServerError, match=f"^nobody: it is not served; served are {served}$"):
        choose(client, ["nobody"])


def evaluate(server: str, workshop: Workshop, *more: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "training.evaluate", "--to", server]
    command += ["--data", str(workshop.data), "--models", str(workshop.models), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

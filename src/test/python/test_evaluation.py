"""The figures, what may differ between server and PyTorch, and what is said where there is no server or no card."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from training import metrics
from training.data import DataError
from training.evaluate import make_result, read_card
from training.metrics import Measure
from training.questions import Question, blanks, entities, texts, words
from training.spans import Entity, entities_of
from training.tasks import TASKS


def test_share_right_counts_no_answer_as_wrong() -> None:
    assert metrics.share_right(["a", "b", None, "x"], ["a", "c", "d", "x"]) == Measure(0.5, 4)


def test_share_of_words_counts_every_word_of_a_sentence_without_an_answer() -> None:
    measure = metrics.share_of_words_right([["NOUN", "VERB"], None], [["NOUN", "NOUN"], ["DET", "NOUN"]])
    assert measure == Measure(0.25, 4)


def test_share_within_looks_at_the_first_answers_only() -> None:
    ranked = [["a", "b", "c"], ["b", "a"], None]
    assert metrics.share_within(ranked, ["b", "b", "b"], 1).value == pytest.approx(1 / 3)
    assert metrics.share_within(ranked, ["c", "a", "b"], 2).value == pytest.approx(1 / 3)


def test_f1_is_of_one_label() -> None:
    answers, wanted = ["spam", "spam", "ham", "ham", None], ["spam", "ham", "spam", "ham", "spam"]
    assert metrics.f1(answers, wanted, of="spam").value == pytest.approx(2 * 1 / (2 + 3))
    assert metrics.f1(["ham"], ["ham"], of="spam").value == 0


def test_entity_wants_both_ends_and_the_type() -> None:
    given = [[Entity(0, 2, "PS"), Entity(5, 7, "OG")], None, [Entity(0, 3, "PS")]]
    wanted = [[Entity(0, 2, "PS"), Entity(5, 7, "LC")], [Entity(1, 2, "DT")], [Entity(0, 2, "PS")]]
    assert metrics.entity_f1(given, wanted) == Measure(pytest.approx(2 * 1 / (3 + 4)), 3.5)


def test_entities_begin_where_tags_say_so_and_where_the_type_changes() -> None:
    tags = ["B-PS", "I-PS", "B-PS", "O", "I-LC", "I-DT", "I-DT", "O"]
    expected = [Entity(0, 2, "PS"), Entity(2, 3, "PS"), Entity(4, 5, "LC"), Entity(5, 7, "DT")]
    assert entities_of(tags) == expected


def test_bleu_takes_any_number_of_references() -> None:
    answers = ["the cat sat on the mat", "he went home by bus today", None]
    references = [["a cat lay there", "the cat sat on the mat"], ["he went home by bus today"], ["something else"]]
    assert metrics.bleu(answers[:2], references[:2]).value == pytest.approx(100)
    assert 0 < metrics.bleu(answers, references).value < 100


def test_distinct_and_most_frequent_answers() -> None:
    answers = ["yes", "no", "yes", "yes"]
    assert metrics.share_distinct(answers).value == 0.5
    assert metrics.share_most_frequent(answers).value == 0.75


@pytest.mark.parametrize(
    ("measure", "pytorch", "agrees"),
    [
        (Measure(0.8600, 10_000), 0.8604, True),  # less than 0.0005
        (Measure(0.8600, 10_000), 0.8606, False),
        (Measure(0.5000, 100), 0.5100, True),  # one example of a hundred
        (Measure(0.5000, 100), 0.5200, False),
        (Measure(42.00, 2000, scale=100), 42.05, True),  # BLEU goes to 100
        (Measure(42.00, 2000, scale=100), 42.06, False),
        (Measure(0.5, 100), None, True),  # the card does not say
    ],
)
def test_figures_agree_within_rounding_or_one_example(measure: Measure, pytorch: float | None, agrees: bool) -> None:
    assert make_result("model", "figure", measure, pytorch, 100, 0, 1.0).agrees == agrees


def test_card_gives_its_figures(tmp_path: Path) -> None:
    write_card(tmp_path, "---\nlanguage: [ko]\nmetrics:\n  top1: 0.2\n  top5: 0.41\n---\n# A model\n\n---\n")
    assert read_card(tmp_path, "model") == {"top1": 0.2, "top5": 0.41}


@pytest.mark.parametrize("text", ["", "# A model\n\n---\nmetrics:\n  top1: 0.2\n---\n", "---\nmetrics: {}\n---\n"])
def test_card_without_figures_has_none(tmp_path: Path, text: str) -> None:
    write_card(tmp_path, text)
    assert read_card(tmp_path, "model") == {}
    assert read_card(tmp_path, "another") == {}


@pytest.mark.parametrize("lines", ["metrics: [1", "metrics:\n  top1: high", "just text", "metrics: 7"])
def test_card_with_other_figures_is_named(tmp_path: Path, lines: str) -> None:
    write_card(tmp_path, f"---\n{lines}\n---\n# A model\n")
    with pytest.raises(DataError, match=r"MODEL_CARD.md: the lines between --- must be YAML with numbers"):
        read_card(tmp_path, "model")


def write_card(models: Path, text: str) -> None:
    (models / "model").mkdir()
    (models / "model" / "MODEL_CARD.md").write_text(text, encoding="utf-8")


def test_questions_of_words_have_the_places_of_their_words(tiny: Path) -> None:
    for question in words("ko_gsd")(tiny):
        assert [question.put[start:end] for start, end in question.wanted] == question.put.split(" ")


def test_questions_of_entities_are_the_texts_as_they_were(tiny: Path) -> None:
    question = entities(tiny)[0]
    assert [question.put[one.start : one.end] for one in question.wanted if one.kind in ("DT", "QT")] == [
        "어제",
        "세 개",
    ]


def test_question_in_several_lines_is_asked_once_with_all_its_answers(tiny: Path) -> None:
    questions = texts("chatbot", "test", "question", "answer")(tiny)
    assert len({question.put for question in questions}) == len(questions)
    assert all(len(question.wanted) == 2 for question in questions)


def test_question_with_a_blank_has_it_before_the_particle(tiny: Path) -> None:
    assert all(re.search(r"\w \[ \]\w", question.put) for question in blanks(tiny))


@pytest.mark.parametrize("model", TASKS)
def test_every_task_reads_its_test_files_alone(data: Path, model: str) -> None:
    for path in data.rglob("*"):
        if path.is_file() and not path.name.startswith("test."):
            path.unlink()
    asked = TASKS[model].read(data)
    assert asked
    assert all(isinstance(question, Question) and question.put for question in asked)


def test_evaluate_without_a_server_says_so_in_one_line(tiny: Path) -> None:
    with socket.socket() as taken:  # a port that nobody listens on
        taken.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [sys.executable, "-m", "training.evaluate", "--to", target, "--data", str(tiny)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == f"error: no server answers at {target}; `unroll serve --models models` starts one\n"


def test_evaluate_loads_no_pytorch() -> None:
    code = "import sys, training.evaluate; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0

"""Sequences whose hidden state stays with the server: `sequence_id`, `sequence_start`, `sequence_end`."""

import itertools
import queue
import random
import re
import time
import urllib.request

import numpy as np
import pytest
import tritonclient.grpc as triton
from asking import LIMIT_SECONDS, case, chunks, refused, stream
from serve_zoo import given
from zoo import Question

TOLERANCE = 1e-4
# Causal: their answers so far do not depend on what comes.
STEPWISE = [
    "gru_norm_softmax_each",
    "lstm2_each",
    "keras_deep_rnn",
    "rnn_vectors_timemajor",
    "gru_stateful",
    "lstm_stateful",
]
AT_THE_END = ["gru_last", "gru_last_dynamo", "gru_hidden_head"]
ids = itertools.count(1_000_000)


def parts(question: Question, lengths: list[int]) -> list[triton.InferInput]:
    """The question's input cut in time."""
    values = question.tensors("inputs")["input"]
    axis = time_axis(question)
    return [given("input", part) for part in np.split(values, np.cumsum(lengths)[:-1], axis=axis)]


def time_axis(question: Question) -> int:
    return 0 if question.facts.get("layout") == "time-major" else 1


def steps(question: Question) -> int:
    return question.tensors("inputs")["input"].shape[time_axis(question)]


def cut(total: int, rng: random.Random) -> list[int]:
    """Anyhow into pieces of at least one step."""
    places = sorted(rng.sample(range(1, total), rng.randint(0, min(total - 1, 6)))) if total > 1 else []
    return [end - start for start, end in zip([0, *places], [*places, total])]


def asked(sequence, number: int, of: int) -> dict:
    return {"sequence_id": sequence, "sequence_start": number == 0, "sequence_end": number == of - 1}


def expect_right(question: Question, answers: list[triton.InferResult]) -> None:
    wanted = question.tensors("outputs")["output"]
    found = [answer.as_numpy("output") for answer in answers]
    timed = question.facts["task"] == "many-to-many"
    whole = np.concatenate(found, axis=time_axis(question)) if timed else found[-1]
    assert whole.shape == wanted.shape
    assert np.abs(whole - wanted).max() <= TOLERANCE
    for name, state in question.tensors("final_state").items():
        assert np.abs(answers[-1].as_numpy(name) - state).max() <= TOLERANCE


@pytest.mark.parametrize("model", STEPWISE + AT_THE_END)
def test_any_chunks_over_infer_and_streams_give_the_wholes_answer(
    client: triton.InferenceServerClient, model: str
) -> None:
    rng = random.Random(model)
    with stream(client) as one:
        for question in case(model)[::4]:
            lengths = cut(steps(question), rng)
            pieces = parts(question, lengths)
            sequence = next(ids)
            unary = [
                client.infer(model, [piece], **asked(sequence, number, len(pieces)))
                for number, piece in enumerate(pieces)
            ]
            expect_right(question, unary)
            for number, piece in enumerate(pieces):
                one.send(model, piece, **asked(sequence, number, len(pieces)))
            expect_right(question, [one.answer() for _ in pieces])


def test_string_ids_are_not_numbers(client: triton.InferenceServerClient) -> None:
    first, second = case("lstm2_each")[:2]
    number = next(ids)
    asked_for = [
        (first, number),
        (second, str(number)),
    ]
    answers: dict = {sequence: [] for _, sequence in asked_for}
    with stream(client) as one:
        pieces = {sequence: parts(question, [1] * steps(question)) for question, sequence in asked_for}
        for place in range(max(map(len, pieces.values()))):
            for sequence, some in pieces.items():
                if place < len(some):
                    one.send("lstm2_each", some[place], **asked(sequence, place, len(some)))
                    answers[sequence].append(one.answer())
    for question, sequence in asked_for:
        expect_right(question, answers[sequence])


def test_many_sequences_on_many_streams_interleaved_are_right(target: str) -> None:
    """Sixteen streams with eight sequences each, everyone's next chunk sent without waiting for an answer."""
    rng = random.Random(5)
    clients = [triton.InferenceServerClient(target) for _ in range(16)]
    came: queue.Queue = queue.Queue()
    sequences = {}
    for place, one in enumerate(clients):
        one.start_stream(lambda result, error: came.put((result, error)))
        todo = []
        for question in rng.sample(case("gru_norm_softmax_each"), 8):
            sequence = next(ids) if place % 2 else f"string {next(ids)}"
            pieces = parts(question, cut(steps(question), rng))
            sequences[str(sequence)] = (question, [None] * len(pieces))
            todo.append((sequence, pieces, 0))
        while todo:
            sequence, pieces, number = todo.pop(rng.randrange(len(todo)))
            one.async_stream_infer(
                "gru_norm_softmax_each",
                [pieces[number]],
                request_id=f"{sequence}/{number}",
                **asked(sequence, number, len(pieces)),
            )
            if number + 1 < len(pieces):
                todo.append((sequence, pieces, number + 1))
    for _ in range(sum(len(answers) for _, answers in sequences.values())):
        result, error = came.get(timeout=LIMIT_SECONDS)
        assert error is None, error
        sequence, number = result.get_response().id.split("/")
        sequences[sequence][1][int(number)] = result
    for question, answers in sequences.values():
        expect_right(question, answers)
    for one in clients:
        one.stop_stream()
        one.close()


def test_sequence_wanders_from_stream_to_stream_to_infer(target: str, client: triton.InferenceServerClient) -> None:
    question = case("lstm_stateful")[0]
    pieces = parts(question, [2, 2, 3])
    sequence = next(ids)
    with stream(client) as here:
        here.send("lstm_stateful", pieces[0], **asked(sequence, 0, 3))
        answers = [here.answer()]
    with triton.InferenceServerClient(target) as other, stream(other) as there:
        there.send("lstm_stateful", pieces[1], **asked(sequence, 1, 3))
        answers.append(there.answer())
    answers.append(client.infer("lstm_stateful", [pieces[2]], **asked(sequence, 2, 3)))
    expect_right(question, answers)


def test_answers_name_their_sequence_and_come_in_their_order(client: triton.InferenceServerClient) -> None:
    question = case("gru_last")[0]
    pieces = parts(question, [1] * steps(question))
    sequence = next(ids)
    with stream(client) as one:
        for number, piece in enumerate(pieces):
            one.send("gru_last", piece, request_id=str(number), **asked(sequence, number, len(pieces)))
        for number in range(len(pieces)):
            response = one.answer().get_response()
            assert response.id == str(number)
            assert response.parameters["sequence_id"].int64_param == sequence
            assert response.parameters["triton_final_response"].bool_param


def test_start_on_a_live_id_begins_anew(client: triton.InferenceServerClient) -> None:
    first, second = case("gru_last")[:2]
    sequence = next(ids)
    client.infer("gru_last", parts(first, [steps(first)]), sequence_id=sequence, sequence_start=True)
    answer = client.infer("gru_last", parts(second, [steps(second)]), **asked(sequence, 0, 1))
    expect_right(second, [answer])


def test_no_start_on_an_id_that_is_not_live_is_refused(client: triton.InferenceServerClient) -> None:
    question = case("gru_last")[0]
    piece = parts(question, [steps(question)])
    sequence = next(ids)
    words = (
        f"inference request for sequence {sequence} to model 'gru_last' must specify the START flag on the first"
        " request of the sequence"
    )
    refused("INVALID_ARGUMENT", words, lambda: client.infer("gru_last", piece, sequence_id=sequence))
    with stream(client) as one:
        one.send("gru_last", piece[0], sequence_id=sequence)
        assert words in one.error().message()
        # The stream goes on.
        one.send("gru_last", piece[0], **asked(sequence, 0, 1))
        expect_right(question, [one.answer()])
        one.send("gru_last", piece[0], sequence_id=sequence)
        assert words in one.error().message(), "an ended sequence went on"


def test_refused_request_leaves_its_sequence_as_it_was(client: triton.InferenceServerClient) -> None:
    question = case("gru_norm_softmax_each")[0]
    lengths = [2, steps(question) - 2]
    pieces = parts(question, lengths)
    sequence = next(ids)
    answers = [client.infer("gru_norm_softmax_each", [pieces[0]], **asked(sequence, 0, 2))]
    for bad in (np.array([[1, -3]], np.int64), np.ones((2, 3), np.int64), np.ones((1, 0), np.int64)):
        refused(
            "INVALID_ARGUMENT",
            "",
            lambda bad=bad: client.infer("gru_norm_softmax_each", [given("input", bad)], sequence_id=sequence),
        )
    answers.append(client.infer("gru_norm_softmax_each", [pieces[1]], **asked(sequence, 1, 2)))
    expect_right(question, answers)


def test_sequence_of_two_rows_is_refused(client: triton.InferenceServerClient) -> None:
    two = given("input", np.ones((2, 3), np.int64))
    refused("INVALID_ARGUMENT", "", lambda: client.infer("gru_last", [two], **asked(next(ids), 0, 1)))


@pytest.mark.parametrize("model", ["bilstm_tagger", "gru_mean_pool", "gru_conv_front"])
def test_sequence_on_a_model_that_needs_all_steps_is_refused(client: triton.InferenceServerClient, model: str) -> None:
    one = given("input", np.ones((1, 3), np.int64))
    message = refused("FAILED_PRECONDITION", model, lambda: client.infer(model, [one], **asked(next(ids), 0, 2)))
    assert "sequence" in message


def test_id_zero_and_empty_are_no_sequence(client: triton.InferenceServerClient) -> None:
    question = case("gru_last")[0]
    for none in (0, ""):
        answer = client.infer("gru_last", parts(question, [steps(question)]), sequence_id=none)
        assert "sequence_id" not in answer.get_response().parameters
        expect_right(question, [answer])


def test_configured_states_stay_hidden_and_are_kept(client: triton.InferenceServerClient) -> None:
    question = case("lstm_stateful")[1]
    sequence = next(ids)
    found = []
    with stream(client) as one:
        pieces = chunks(question.tensors("inputs")["input"], question.example["chunks"])
        for number, piece in enumerate(pieces):
            one.send("configured_lstm", given("input", piece), **asked(sequence, number, len(pieces)))
            answer = one.answer()
            assert [output.name for output in answer.get_response().outputs] == ["output"]
            found.append(answer.as_numpy("output"))
    wanted = question.tensors("outputs")["output"]
    assert np.abs(np.concatenate(found, axis=1) - wanted).max() <= TOLERANCE


def test_idle_sequence_is_forgotten(server, client: triton.InferenceServerClient) -> None:
    one = given("input", np.array([[1, 2]], np.int64))
    sequence = next(ids)
    client.infer("forgetful_gru", [one], sequence_id=sequence, sequence_start=True)
    until = time.monotonic() + LIMIT_SECONDS
    while idle_rows(server.ops, "forgetful_gru") > 0:
        assert time.monotonic() < until, "the sequence stays"
        time.sleep(0.05)
    refused(
        "INVALID_ARGUMENT",
        "must specify the START flag",
        lambda: client.infer("forgetful_gru", [one], sequence_id=sequence),
    )


def idle_rows(ops: str, model: str) -> float:
    with urllib.request.urlopen(f"http://{ops}/metrics", timeout=LIMIT_SECONDS) as page:
        found = re.findall(r"^unroll_rows{([^}]*)} (\S+)$", page.read().decode(), re.MULTILINE)
    return sum(float(value) for labels, value in found if f'model="{model}"' in labels and 'state="idle"' in labels)


def test_generator_on_a_stream_comes_piece_by_piece(client: triton.InferenceServerClient) -> None:
    question = case("seq2seq_gru")[0]
    facts = question.facts
    parameters = {"start_id": facts["bos"], "max_steps": facts["max_steps"], "stream": True}
    with stream(client) as one:
        one.send("seq2seq_gru", given("input", question.tensors("inputs")["input"]), parameters=parameters)
        tokens, last = [], False
        while not last:
            answer = one.answer()
            last = answer.get_response().parameters["triton_final_response"].bool_param
            ids_ = answer.as_numpy("token_ids")
            if not last:
                tokens += ids_[0].tolist()
    assert tokens == question.example["tokens"]


def test_stream_cancelled_leaves_its_sequences_to_others(target: str, client: triton.InferenceServerClient) -> None:
    question = case("gru_last")[0]
    pieces = parts(question, [2, steps(question) - 2])
    sequence = next(ids)
    one = triton.InferenceServerClient(target)
    came: queue.Queue = queue.Queue()
    one.start_stream(lambda result, error: came.put((result, error)))
    one.async_stream_infer("gru_last", [pieces[0]], **asked(sequence, 0, 2))
    result, error = came.get(timeout=LIMIT_SECONDS)
    assert error is None, error
    one.stop_stream(cancel_requests=True)
    one.close()
    answer = client.infer("gru_last", [pieces[1]], **asked(sequence, 1, 2))
    expect_right(question, [result, answer])

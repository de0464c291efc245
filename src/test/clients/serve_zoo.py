"""Asks a server every case of the zoo with nothing but tritonclient, many clients at once, and compares the answers.

    pip install "tritonclient[grpc]" numpy
    python src/test/clients/serve_zoo.py localhost:8001

The models' folder of the server is the zoo: NAME/1/ with the graphs of each case. Sequences that come with chunks go
over ModelStreamInfer chunk by chunk. Prints a line a case and last "N passed, N failed"; exits 1 where one failed.
"""

import argparse
import itertools
import queue
import random
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import np_to_triton_dtype
from zoo import ZOO, Question, questions

TOLERANCE = 1e-4
LIMIT_SECONDS = 60


def given(name: str, values: np.ndarray) -> triton.InferInput:
    return triton.InferInput(name, values.shape, np_to_triton_dtype(values.dtype)).set_data_from_numpy(values)


class Client:
    """One tritonclient and its stream; asks one question at a time."""

    sequence_ids = itertools.count(1)

    def __init__(self, target: str) -> None:
        self.client = triton.InferenceServerClient(target)
        self.names: dict[str, str] = {}
        self.answers: queue.Queue = queue.Queue()
        self.client.start_stream(lambda result, error: self.answers.put(error or result))

    def close(self) -> None:
        self.client.stop_stream()
        self.client.close()

    def ask(self, question: Question) -> int:
        """How many requests it took. Raises AssertionError where an answer is wrong."""
        if "tokens" in question.example:
            return self.generate(question)
        if "chunks" in question.example:
            return self.stream(question)
        answer = self.client.infer(question.case, [self.input(question)], client_timeout=LIMIT_SECONDS)
        for name, wanted in question.tensors("outputs").items():
            expect_close(name, answer.as_numpy(name), wanted)
        return 1

    def input(self, question: Question, start: int = 0, end: int | None = None) -> triton.InferInput:
        """The steps from start to end, under the name that the model's first input has."""
        if question.case not in self.names:
            self.names[question.case] = self.client.get_model_metadata(question.case).inputs[0].name
        (values,) = question.tensors("inputs").values()
        return given(self.names[question.case], values[:, start:end])

    def stream(self, question: Question) -> int:
        """The steps chunk by chunk on one stream; the hidden states stay with the server."""
        chunks = question.example["chunks"]
        sequence = next(Client.sequence_ids)
        ends = list(itertools.accumulate(chunks))
        for end, length in zip(ends, chunks):
            self.client.async_stream_infer(
                question.case,
                [self.input(question, end - length, end)],
                request_id=f"{sequence}/{end}",
                sequence_id=sequence,
                sequence_start=end == length,
                sequence_end=end == ends[-1],
            )
        answers = [self.next_answer() for _ in chunks]
        for end, answer in zip(ends, answers):
            came = answer.get_response().id
            expect(came == f"{sequence}/{end}", f"answer {came} instead of {sequence}/{end}")
        for name, wanted in question.tensors("outputs").items():
            parts = [answer.as_numpy(name) for answer in answers]
            expect_close(name, np.concatenate(parts, axis=1), wanted)
        for name, wanted in question.tensors("final_state").items():
            expect_close(name, answers[-1].as_numpy(name), wanted)
        return len(chunks)

    def next_answer(self) -> triton.InferResult:
        answer = self.answers.get(timeout=LIMIT_SECONDS)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def generate(self, question: Question) -> int:
        """The likeliest step each time. The case knows where an output ends; a folder of graphs does not."""
        facts = question.facts
        answer = self.client.infer(
            question.case,
            [self.input(question)],
            parameters={"start_id": facts["bos"], "max_steps": facts["max_steps"]},
            client_timeout=LIMIT_SECONDS,
        )
        tokens = answer.as_numpy("token_ids")[0].tolist()
        tokens = list(itertools.takewhile(lambda token: token != facts["eos"], tokens))
        expect(tokens == question.example["tokens"], f"{tokens} for {question.example['tokens']}")
        return 1


def expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise AssertionError(otherwise)


def expect_close(name: str, found: np.ndarray | None, wanted: np.ndarray) -> None:
    expect(found is not None, f"no output {name}")
    expect(found.dtype == wanted.dtype, f"{name} is {found.dtype} for {wanted.dtype}")
    expect(found.shape == wanted.shape, f"{name} is {found.shape} for {wanted.shape}")
    worst = np.abs(found - wanted).max()
    expect(worst <= TOLERANCE, f"{name} differs by {worst:.2g}")


def ask_all(target: str, asked: list[Question], clients: int) -> tuple[Counter, dict[str, str]]:
    """Requests by case, and by case what was wrong. A client that has its answer takes the next question."""
    requests: Counter = Counter()
    wrong: dict[str, str] = {}
    lock = threading.Lock()
    left = iter(asked)

    def work(_: int) -> None:
        client = Client(target)
        try:
            while True:
                with lock:
                    question = next(left, None)
                if question is None:
                    return
                try:
                    taken = client.ask(question)
                    with lock:
                        requests[question.case] += taken
                except Exception as error:  # whatever it is, the other questions are asked
                    with lock:
                        wrong.setdefault(question.case, f"{type(error).__name__}: {error}")
                    client.close()
                    client = Client(target)
        finally:
            client.close()

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    return requests, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Asks a server every case of the zoo by tritonclient.")
    parser.add_argument("target", metavar="HOST:PORT")
    parser.add_argument("--zoo", type=Path, default=ZOO)
    parser.add_argument("--clients", type=int, default=16, help="how many ask at once")
    parser.add_argument("--rounds", type=int, default=3, help="how often each question is asked")
    arguments = parser.parse_args()
    asked = list(questions(arguments.zoo)) * arguments.rounds
    random.Random(1).shuffle(asked)
    requests, wrong = ask_all(arguments.target, asked, arguments.clients)
    cases = sorted({question.case for question in asked})
    for case in cases:
        print(f"FAILED  {case}: {wrong[case]}" if case in wrong else f"ok      {case}: {requests[case]} requests")
    print(f"{len(cases) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

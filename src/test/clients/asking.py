"""What the tests ask with: tensors, sequences on streams, errors that must come, and the cases of the zoo."""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import tritonclient.grpc as triton
from serve_zoo import given
from tritonclient.utils import InferenceServerException
from zoo import ZOO, Question, questions

LIMIT_SECONDS = 60


def case(name: str) -> list[Question]:
    """The questions of a case, the longest first."""
    asked = [question for question in questions(ZOO) if question.case == name]
    return sorted(asked, key=lambda question: -question.tensors("inputs")["input"].size)


def text(*texts: str) -> triton.InferInput:
    """A string a row."""
    return given("text", np.array([[one.encode()] for one in texts], np.object_))


def strings(answer: triton.InferResult, name: str) -> list:
    """What came as BYTES, as nested lists of str."""

    def decoded(value):
        return [decoded(one) for one in value] if isinstance(value, list) else value.decode()

    return decoded(answer.as_numpy(name).tolist())


def refused(code: str, words: str, call: Callable) -> str:
    """What a call is refused with: that code, and those words among others."""
    try:
        call()
    except InferenceServerException as error:
        assert error.status() == f"StatusCode.{code}", f"{error.status()}: {error.message()}"
        assert words in error.message(), f"{words!r} is not in {error.message()!r}"
        return error.message()
    raise AssertionError(f"was answered, and not refused with {code}")


class Stream:
    """The stream of a tritonclient, with its answers in the order in which they come."""

    def __init__(self, client: triton.InferenceServerClient, **how) -> None:
        self.client = client
        self.came: queue.Queue = queue.Queue()
        client.start_stream(lambda result, error: self.came.put((result, error)), **how)

    def send(self, model: str, *inputs: triton.InferInput, **how) -> None:
        self.client.async_stream_infer(model, list(inputs), **how)

    def answer(self) -> triton.InferResult:
        result, error = self.came.get(timeout=LIMIT_SECONDS)
        assert error is None, error
        return result

    def error(self) -> InferenceServerException:
        result, error = self.came.get(timeout=LIMIT_SECONDS)
        assert error is not None, f"was answered: {result.get_response()}"
        return error


@contextmanager
def stream(client: triton.InferenceServerClient, **how) -> Iterator[Stream]:
    """Opens the client's stream; at the end all that was asked must have been taken."""
    one = Stream(client, **how)
    try:
        yield one
    finally:
        client.stop_stream()
    assert one.came.empty(), f"another answer came: {one.came.get()}"


def chunks(values: np.ndarray, lengths: list[int]) -> list[np.ndarray]:
    """Of a batch-first tensor, cut in time."""
    assert sum(lengths) == values.shape[1]
    return np.split(values, np.cumsum(lengths)[:-1], axis=1)

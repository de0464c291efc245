"""A client of the server, for figures: its stubs are generated from the protos, as any user would do it."""

import importlib
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TypeVar

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from grpc_tools import protoc

from training.spans import Entity

PROTOS = Path(__file__).resolve().parents[1] / "proto"
CONNECT_SECONDS = 10
DEADLINE_SECONDS = 120
MOST_TRIES = 100
WAIT_SECONDS = 0.1  # where the server is full and does not say for how long

Answer = TypeVar("Answer")


class ServerError(Exception):
    """There is no server, or it cannot do what is asked; the message is for whoever started the program."""


class Refused(Exception):
    """The server says that this one input is not allowed."""


class Client:
    """Safe for many threads; closing it closes the connection."""

    def __init__(self, target: str, protos: Path = PROTOS) -> None:
        with tempfile.TemporaryDirectory() as folder:
            messages, model_messages, services, model_services = _generate(protos, Path(folder))
        self.messages, self._model_messages = messages, model_messages
        self._channel = grpc.insecure_channel(target)
        try:
            grpc.channel_ready_future(self._channel).result(timeout=CONNECT_SECONDS)
        except grpc.FutureTimeoutError as error:
            self._channel.close()
            raise ServerError(f"no server answers at {target}; `unroll serve --models models` starts one") from error
        self._inference = services.SequenceInferenceStub(self._channel)
        self._models = model_services.ModelsStub(self._channel)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()

    def models(self) -> dict[str, str]:
        """Every model by name: "" where it is ready, else why it is not."""
        request = self._model_messages.ListModelsRequest()
        ready = self._model_messages.STATE_READY
        listed = _retried(lambda: self._models.List(request, timeout=DEADLINE_SECONDS)).models
        return {model.name: "" if model.state == ready else model.reason or "it is not ready" for model in listed}

    def labels(self, model: str, text: str, best: int) -> list[str]:
        """The best labels, or words for a blank, best first."""
        request = self.messages.ManyToOneRequest(
            model=self._selector(model), input=self.messages.Input(text=text), top_k=best
        )
        answer = _retried(lambda: self._inference.ManyToOne(request, timeout=DEADLINE_SECONDS))
        return [label.label for label in answer.labels]

    def tags(self, model: str, text: str) -> dict[tuple[int, int], str]:
        """Tags by the piece of text that they are for."""
        return {(tag.start, tag.end): tag.tag for tag in self._many_to_many(model, text).tags}

    def entities(self, model: str, text: str) -> list[Entity]:
        return [Entity(entity.start, entity.end, entity.type) for entity in self._many_to_many(model, text).entities]

    def generated(self, model: str, text: str) -> str:
        return self._many_to_many(model, text).generated.text

    def caption(self, model: str, image: bytes) -> str:
        request = self.messages.OneToManyRequest(model=self._selector(model), input=self.messages.Input(image=image))
        parts = _retried(lambda: list(self._inference.OneToMany(request, timeout=DEADLINE_SECONDS)))
        return parts[-1].end.text

    def _many_to_many(self, model: str, text: str):
        request = self.messages.ManyToManyRequest(model=self._selector(model), input=self.messages.Input(text=text))
        return _retried(lambda: self._inference.ManyToMany(request, timeout=DEADLINE_SECONDS))

    def _selector(self, model: str):
        return self.messages.ModelSelector(name=model)


def _generate(protos: Path, folder: Path) -> list:
    files = sorted(str(file) for file in (protos / "unroll").rglob("*.proto"))
    if not files:
        raise ServerError(f"{protos} holds no unroll/v1/*.proto to make the client from")
    # The standard types, such as Duration, come with the compiler.
    includes = [f"-I{protos}", f"-I{resources.files('grpc_tools') / '_proto'}"]
    if protoc.main(["protoc", *includes, f"--python_out={folder}", f"--grpc_python_out={folder}", *files]) != 0:
        raise ServerError(f"protoc failed on {', '.join(files)}")
    sys.path.insert(0, str(folder))
    try:
        names = ("sequence_inference_pb2", "models_pb2", "sequence_inference_pb2_grpc", "models_pb2_grpc")
        return [importlib.import_module(f"unroll.v1.{name}") for name in names]
    finally:
        sys.path.remove(str(folder))


def _retried(call: Callable[[], Answer]) -> Answer:
    """Tries again where the server is full, after the time that it says."""
    for _ in range(MOST_TRIES):
        try:
            return call()
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.INVALID_ARGUMENT:
                raise Refused(error.details()) from error
            if error.code() != grpc.StatusCode.RESOURCE_EXHAUSTED:
                raise ServerError(f"the server answers {error.code().name}: {error.details()}") from error
            time.sleep(_retry_seconds(error))
    raise ServerError(f"the server was still full after {MOST_TRIES} tries")


def _retry_seconds(error: grpc.RpcError) -> float:
    status = rpc_status.from_call(error)
    for detail in status.details if status is not None else []:
        retry = error_details_pb2.RetryInfo()
        if detail.Unpack(retry):
            return max(retry.retry_delay.ToTimedelta().total_seconds(), 0.001)
    return WAIT_SECONDS

"""A client in another language against a running server: what protoc generates, and what reflection offers.

    pip install -r src/test/python/requirements.txt
    python src/test/python/check_clients.py localhost:8001

Prints a line a check and last "N passed, N failed"; exits 1 where one failed.
"""

import argparse
import base64
import importlib
import json
import math
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import grpc
from google.protobuf import descriptor_pool, message_factory
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parents[3]
TOLERANCE = 1e-4
DEADLINE_SECONDS = 60
MODELS = ["sentiment-ko", "pos-ko", "caption-en"]
SERVICE = "unroll.v1.SequenceInference"


class Generated:
    """The stubs, generated from the protos into a temporary folder, as any user would."""

    def __init__(self, protos: Path, folder: str) -> None:
        files = sorted(str(file) for file in (protos / "unroll").rglob("*.proto"))
        arguments = ["protoc", f"-I{protos}", f"--python_out={folder}", f"--grpc_python_out={folder}", *files]
        if protoc.main(arguments) != 0:
            raise RuntimeError(f"protoc failed on {files}")
        sys.path.insert(0, folder)
        self.models = importlib.import_module("unroll.v1.models_pb2")
        self.inference = importlib.import_module("unroll.v1.sequence_inference_pb2")
        self.models_grpc = importlib.import_module("unroll.v1.models_pb2_grpc")
        self.inference_grpc = importlib.import_module("unroll.v1.sequence_inference_pb2_grpc")


class Checks:
    """All checks; each method that begins with `check_` is one, and fails by raising."""

    def __init__(self, channel: grpc.Channel, generated: Generated, truths: Path) -> None:
        self.channel = channel
        self.messages = generated.inference
        self.model_messages = generated.models
        self.inference = generated.inference_grpc.SequenceInferenceStub(channel)
        self.models = generated.models_grpc.ModelsStub(channel)
        self.health = health_pb2_grpc.HealthStub(channel)
        self.truths = truths

    def check_health_of_the_server(self) -> str:
        return self.expect_serving("")

    def check_health_of_each_model(self) -> str:
        return ", ".join(f"{name} {self.expect_serving(name)}" for name in MODELS)

    def check_health_of_an_unknown_model_is_not_found(self) -> str:
        request = health_pb2.HealthCheckRequest(service="nobody")
        return expect_status(grpc.StatusCode.NOT_FOUND, lambda: self.health.Check(request, timeout=DEADLINE_SECONDS))

    def check_list_names_every_model(self) -> str:
        listed = self.models.List(self.model_messages.ListModelsRequest(), timeout=DEADLINE_SECONDS).models
        names = [model.name for model in listed]
        expect(set(MODELS) <= set(names), f"listed are {names}")
        expect(names == sorted(names), f"not by name: {names}")
        return ", ".join(f"{model.name} ({model.plan}, {model.device})" for model in listed)

    def check_describe_tells_task_and_kinds(self) -> str:
        task, kind = self.model_messages.Task, self.model_messages.InputKind
        expected = {
            "sentiment-ko": (task.TASK_MANY_TO_ONE, kind.INPUT_KIND_TEXT),
            "pos-ko": (task.TASK_MANY_TO_MANY, kind.INPUT_KIND_TEXT),
            "caption-en": (task.TASK_ONE_TO_MANY, kind.INPUT_KIND_IMAGE),
        }
        for name, (wanted_task, wanted_kind) in expected.items():
            model = self.describe(name)
            expect(model.state == self.model_messages.STATE_READY, f"{name} is {model.state}: {model.reason}")
            expect(model.task == wanted_task, f"{name} has task {model.task}")
            expect(wanted_kind in model.input_kinds, f"{name} takes {model.input_kinds}")
            expect(model.HasField("example"), f"{name} has no example")
        return f"{len(expected)} models"

    def check_describe_of_a_slip_names_the_nearest(self) -> str:
        message = expect_status(grpc.StatusCode.NOT_FOUND, lambda: self.describe("sentiment-kr"))
        expect("sentiment-ko" in message, message)
        return message

    def check_sentiment_of_text(self) -> str:
        examples = self.examples("sentiment-ko")
        for example in examples:
            answer = self.sentiment(self.messages.Input(text=example["text"]), raw=True)
            expect_sentiment(answer, example)
            expect_close(answer.outputs[0].vectors.values, example["logits"], "logits")
        return f"{len(examples)} texts"

    def check_sentiment_of_token_ids(self) -> str:
        examples = self.examples("sentiment-ko")
        for example in examples:
            ids = self.messages.TokenIds(ids=example["token_ids"])
            expect_sentiment(self.sentiment(self.messages.Input(token_ids=ids)), example)
        return f"{len(examples)} sequences"

    def check_sentiment_of_many_at_once(self) -> str:
        examples = self.examples("sentiment-ko") * 4
        calls = [
            self.inference.ManyToOne.future(
                self.messages.ManyToOneRequest(
                    model=self.selector("sentiment-ko"), input=self.messages.Input(text=example["text"])
                ),
                timeout=DEADLINE_SECONDS,
            )
            for example in examples
        ]
        for call, example in zip(calls, examples):
            expect_sentiment(call.result(), example)
        return f"{len(calls)} calls in flight"

    def check_tags_and_their_offsets(self) -> str:
        examples = self.examples("pos-ko")
        for example in examples:
            request = self.messages.ManyToManyRequest(
                model=self.selector("pos-ko"), input=self.messages.Input(text=example["text"])
            )
            expect_tags(self.inference.ManyToMany(request, timeout=DEADLINE_SECONDS).tags, example)
        return f"{len(examples)} texts"

    def check_tags_of_a_stream(self) -> str:
        example = self.examples("pos-ko")[0]
        text = example["text"]
        parts = [text[at : at + 3] for at in range(0, len(text), 3)]

        def requests():
            yield self.messages.StreamManyToManyRequest(model=self.selector("pos-ko"))
            for part in parts:
                yield self.messages.StreamManyToManyRequest(input=self.messages.Input(text=part))

        answers = list(self.inference.StreamManyToMany(requests(), timeout=DEADLINE_SECONDS))
        expect(answers[-1].WhichOneof("part") == "end", "the last message has no end")
        expect_tags([tag for answer in answers[:-1] for tag in answer.aligned.tags], example)
        return f"{len(parts)} parts"

    def check_captions_come_piece_by_piece(self) -> str:
        examples = self.examples("caption-en")
        steps = 0
        for example in examples:
            request = self.messages.OneToManyRequest(
                model=self.selector("caption-en"),
                input=self.messages.Input(image=base64.b64decode(example["image_png_base64"])),
            )
            answers = list(self.inference.OneToMany(request, timeout=DEADLINE_SECONDS))
            pieces, end = [answer.piece for answer in answers[:-1]], answers[-1].end
            expect(answers[-1].WhichOneof("part") == "end", "the last message has no end")
            expect([piece.step for piece in pieces] == list(range(len(pieces))), "steps are not in order")
            expect("".join(piece.text for piece in pieces) == end.text, f"pieces do not join to {end.text!r}")
            expect(list(end.token_ids) == example["token_ids"], f"{list(end.token_ids)} for {example['token_ids']}")
            expect(end.text == example["text"], f"{end.text!r} for {example['text']!r}")
            likelihoods = [piece.log_probability for piece in pieces]
            expect_close(likelihoods, example["log_probabilities"][: len(pieces)], "log probabilities")
            steps += len(pieces)
        return f"{len(examples)} images, {steps} pieces"

    def check_sampled_captions_repeat_with_their_seed(self) -> str:
        image = self.describe("caption-en").example.image

        def draw(seed: int) -> list[int]:
            request = self.messages.OneToManyRequest(
                model=self.selector("caption-en"),
                input=self.messages.Input(image=image),
                generation=self.messages.Generation(temperature=1.5, seed=seed),
            )
            return list(list(self.inference.OneToMany(request, timeout=DEADLINE_SECONDS))[-1].end.token_ids)

        drawn = {tuple(draw(seed)) for seed in range(8)}
        expect(draw(3) == draw(3), "equal seeds gave unequal captions")
        expect(len(drawn) > 1, "eight seeds gave one caption")
        return f"{len(drawn)} captions of 8 seeds"

    def check_a_bad_field_is_named(self) -> str:
        request = self.messages.ManyToOneRequest(
            model=self.selector("sentiment-ko"), input=self.messages.Input(text="")
        )
        return self.expect_field("input.text", lambda: self.inference.ManyToOne(request, timeout=DEADLINE_SECONDS))

    def check_a_bad_id_is_named_by_its_index(self) -> str:
        ids = self.messages.TokenIds(ids=[1, 2, -3])
        request = self.messages.ManyToOneRequest(
            model=self.selector("sentiment-ko"), input=self.messages.Input(token_ids=ids)
        )
        call = lambda: self.inference.ManyToOne(request, timeout=DEADLINE_SECONDS)  # noqa: E731
        return self.expect_field("input.token_ids.ids[2]", call)

    def check_the_wrong_call_for_a_task_is_refused(self) -> str:
        request = self.messages.ManyToManyRequest(
            model=self.selector("sentiment-ko"), input=self.messages.Input(text="좋다")
        )
        call = lambda: self.inference.ManyToMany(request, timeout=DEADLINE_SECONDS)  # noqa: E731
        return expect_status(grpc.StatusCode.FAILED_PRECONDITION, call)

    def check_reflection_lists_the_services(self) -> str:
        services = list(ProtoReflectionDescriptorDatabase(self.channel).get_services())
        for wanted in (SERVICE, "unroll.v1.Models", "grpc.health.v1.Health"):
            expect(wanted in services, f"{wanted} is not among {services}")
        return ", ".join(services)

    def check_reflection_is_enough_to_call(self) -> str:
        """As grpcurl does it: nothing generated, every message built from the descriptors of the server."""
        example = self.examples("sentiment-ko")[0]
        pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(self.channel))
        method = pool.FindServiceByName(SERVICE).FindMethodByName("ManyToOne")
        request = message_factory.GetMessageClass(method.input_type)()
        request.model.name = "sentiment-ko"
        request.input.text = example["text"]
        call = self.channel.unary_unary(
            f"/{SERVICE}/{method.name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
        )
        expect_sentiment(call(request, timeout=DEADLINE_SECONDS), example)
        return example["label"]

    def selector(self, name: str):
        return self.messages.ModelSelector(name=name)

    def describe(self, name: str):
        request = self.model_messages.DescribeModelRequest(name=name)
        return self.models.Describe(request, timeout=DEADLINE_SECONDS).model

    def sentiment(self, model_input, raw: bool = False):
        request = self.messages.ManyToOneRequest(model=self.selector("sentiment-ko"), input=model_input, raw=raw)
        return self.inference.ManyToOne(request, timeout=DEADLINE_SECONDS)

    def examples(self, model: str) -> list[dict]:
        return json.loads((self.truths / f"{model}.json").read_text(encoding="utf-8"))["examples"]

    def expect_serving(self, service: str) -> str:
        status = self.health.Check(health_pb2.HealthCheckRequest(service=service), timeout=DEADLINE_SECONDS).status
        name = health_pb2.HealthCheckResponse.ServingStatus.Name(status)
        expect(name == "SERVING", f"{service!r} is {name}")
        return name

    def expect_field(self, field: str, call: Callable) -> str:
        """Expects INVALID_ARGUMENT with a google.rpc.BadRequest that names that field."""
        try:
            call()
        except grpc.RpcError as error:
            expect(error.code() == grpc.StatusCode.INVALID_ARGUMENT, f"{error.code()}: {error.details()}")
            status = rpc_status.from_call(error)
            expect(status is not None, "the status has no details")
            for detail in status.details:
                bad_request = error_details_pb2.BadRequest()
                if detail.Unpack(bad_request):
                    fields = [violation.field for violation in bad_request.field_violations]
                    expect(field in fields, f"named are {fields}")
                    return error.details()
            raise AssertionError(f"no BadRequest in {error.details()}") from error
        raise AssertionError("was answered")


def expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise AssertionError(otherwise)


def expect_status(code: grpc.StatusCode, call: Callable) -> str:
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code() == code, f"{error.code()}: {error.details()}")
        return error.details()
    raise AssertionError(f"was answered, and not by {code}")


def expect_close(found, wanted, what: str) -> None:
    expect(len(found) == len(wanted), f"{len(found)} {what} for {len(wanted)}")
    worst = max((abs(a - b) for a, b in zip(found, wanted)), default=0.0)
    expect(worst <= TOLERANCE, f"{what} differ by {worst:.2g}: {list(found)} for {list(wanted)}")


def expect_sentiment(answer, example: dict) -> None:
    best = answer.labels[0]
    expect(best.label == example["label"], f"{best.label} for {example['label']}: {example['text']}")
    weights = [math.exp(logit) for logit in example["logits"]]
    by_index = sorted(answer.labels, key=lambda label: label.index)
    expect_close([label.score for label in by_index], [weight / sum(weights) for weight in weights], "scores")
    expect(answer.timing.steps == len(example["token_ids"]), f"{answer.timing.steps} steps: {example['text']}")


def expect_tags(tags, example: dict) -> None:
    text = example["text"]
    found = [(tag.text, tag.start, tag.end, tag.tag) for tag in tags]
    wanted = [(word["text"], word["start"], word["end"], word["tag"]) for word in example["words"]]
    expect(found == wanted, f"{found} for {wanted}")
    for tag in tags:
        expect(text[tag.start : tag.end] == tag.text, f"[{tag.start}, {tag.end}) of {text!r} is not {tag.text!r}")
        expect(0 < tag.score <= 1, f"score {tag.score}")


def run(checks: Checks) -> tuple[int, int]:
    passed = failed = 0
    for name in [name for name in vars(Checks) if name.startswith("check_")]:
        title = name.removeprefix("check_").replace("_", " ")
        try:
            print(f"ok      {title}: {getattr(checks, name)()}", flush=True)
            passed += 1
        except Exception as error:  # each check has its own way to fail, and all are reported
            known = isinstance(error, (AssertionError, grpc.RpcError, FileNotFoundError))
            reason = f"{error.code()}: {error.details()}" if isinstance(error, grpc.RpcError) else error
            print(f"FAILED  {title}: {reason}" if known else f"FAILED  {title}:\n{traceback.format_exc()}", flush=True)
            failed += 1
    return passed, failed


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks a running server with a Python client.")
    parser.add_argument("target", metavar="HOST:PORT")
    parser.add_argument("--protos", type=Path, default=ROOT / "proto")
    parser.add_argument("--truths", type=Path, default=ROOT / "src/test/resources/truths")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, grpc.insecure_channel(arguments.target) as channel:
        passed, failed = run(Checks(channel, Generated(arguments.protos, folder), arguments.truths))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""What a server must refuse: by raw messages, since tritonclient would not send them. Each harms nobody else."""

import struct
from collections.abc import Callable, Iterator

import grpc
import pytest
from asking import LIMIT_SECONDS
from tritonclient.grpc import service_pb2 as pb
from tritonclient.grpc import service_pb2_grpc

IDS = struct.pack("<3q", 1, 2, 3)


@pytest.fixture
def stub(target: str) -> Iterator[service_pb2_grpc.GRPCInferenceServiceStub]:
    with grpc.insecure_channel(target) as channel:
        yield service_pb2_grpc.GRPCInferenceServiceStub(channel)


def request(model: str = "gru_last", raw=(IDS,), **more) -> pb.ModelInferRequest:
    """A good one: three ids."""
    return pb.ModelInferRequest(model_name=model, inputs=[tensor()], raw_input_contents=raw, **more)


def tensor(name="input", datatype="INT64", shape=(1, 3), **more) -> pb.ModelInferRequest.InferInputTensor:
    return pb.ModelInferRequest.InferInputTensor(name=name, datatype=datatype, shape=shape, **more)


def of(*tensors, raw=(), model="gru_last", **more) -> pb.ModelInferRequest:
    return pb.ModelInferRequest(model_name=model, inputs=tensors, raw_input_contents=raw, **more)


def typed(**contents) -> pb.InferTensorContents:
    return pb.InferTensorContents(**contents)


def wanted(name: str, **parameters) -> pb.ModelInferRequest.InferRequestedOutputTensor:
    return pb.ModelInferRequest.InferRequestedOutputTensor(name=name, parameters=parameters)


def parameter(**value) -> pb.InferParameter:
    return pb.InferParameter(**value)


HUGE = 1 << 62
BYTES = ("BYTES", [1, 1])
INVALID, NOT_FOUND = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND
# (what, request, status, words that the message has)
BAD = [
    ("unknown model", request("gru_lost"), NOT_FOUND, "Request for unknown model: 'gru_lost' is not found"),
    ("no model", request(""), INVALID, "model_name"),
    ("unknown version", request(model_version="9"), NOT_FOUND, "'gru_last'"),
    ("version that is no number", request(model_version="latest"), INVALID, "latest"),
    ("unknown input", of(tensor("foo"), raw=[IDS]), INVALID, "unexpected inference input 'foo' for model 'gru_last'"),
    ("no input", of(), INVALID, "expected 1 inputs but got 0 inputs for model 'gru_last'"),
    ("an input twice", of(tensor(), tensor(), raw=[IDS, IDS]), INVALID, "'input'"),
    (
        "another datatype",
        of(tensor(datatype="FP32"), raw=[IDS[:12]]),
        INVALID,
        "inference input 'input' data-type is 'FP32', but model 'gru_last' expects 'INT64'",
    ),
    ("datatype that there is not", of(tensor(datatype="INT63"), raw=[IDS]), INVALID, "INT63"),
    ("no datatype", of(tensor(datatype=""), raw=[IDS]), INVALID, "'input'"),
    (
        "too many dimensions",
        of(tensor(shape=[1, 3, 1]), raw=[IDS]),
        INVALID,
        "unexpected shape for input 'input' for model 'gru_last'. Expected [-1,-1], got [1,3,1]",
    ),
    ("no dimensions", of(tensor(shape=[]), raw=[IDS]), INVALID, "unexpected shape for input 'input'"),
    ("negative dimension", of(tensor(shape=[1, -3]), raw=[IDS]), INVALID, "[1,-3]"),
    ("two negative dimensions", of(tensor(shape=[-1, -3]), raw=[IDS]), INVALID, "[-1,-3]"),
    ("huge dimension", of(tensor(shape=[1, HUGE]), raw=[IDS]), INVALID, "'input'"),
    ("product that overflows", of(tensor(shape=[HUGE, 4]), raw=[IDS]), INVALID, "'input'"),
    ("product that overflows to 3", of(tensor(shape=[0x5555555555555555, 0xFFFFFFFF]), raw=[IDS]), INVALID, "'input'"),
    ("no rows", of(tensor(shape=[0, 3]), raw=[b""]), INVALID, "'input'"),
    ("no steps", of(tensor(shape=[1, 0]), raw=[b""]), INVALID, "'input'"),
    (
        "fewer bytes than the shape says",
        of(tensor(), raw=[IDS[:-1]]),
        INVALID,
        "input byte size mismatch for input 'input' for model 'gru_last'. Expected 24, got 23",
    ),
    ("more bytes than the shape says", of(tensor(), raw=[IDS + b"\0"]), INVALID, "Expected 24, got 25"),
    (
        "fewer typed elements than the shape says",
        of(tensor(contents=typed(int64_contents=[1, 2]))),
        INVALID,
        "'input'",
    ),
    ("elements of another type", of(tensor(contents=typed(fp32_contents=[1, 2, 3]))), INVALID, "'input'"),
    (
        "elements of two types",
        of(tensor(contents=typed(int64_contents=[1, 2, 3], bool_contents=[True]))),
        INVALID,
        "'input'",
    ),
    (
        "raw and typed together",
        of(tensor(contents=typed(int64_contents=[1, 2, 3])), raw=[IDS]),
        INVALID,
        "contents field must not be specified when using raw_input_contents for 'input' for model 'gru_last'",
    ),
    (
        "fewer raw contents than inputs",
        of(tensor(), tensor("lengths", shape=[1]), raw=[IDS]),
        INVALID,
        "expected number of raw_input_contents entries (1) to match inputs (2)",
    ),
    ("more raw contents than inputs", request(raw=[IDS, IDS]), INVALID, "(2)"),
    ("neither raw nor typed", of(tensor()), INVALID, "'input'"),
    (
        "unknown output",
        request(outputs=[wanted("foo")]),
        INVALID,
        "unexpected inference output 'foo' requested for model 'gru_last'",
    ),
    (
        "classes of nothing",
        request(outputs=[wanted("output", classification=parameter(int64_param=0))]),
        INVALID,
        "classification",
    ),
    (
        "classes below nothing",
        request(outputs=[wanted("output", classification=parameter(int64_param=-1))]),
        INVALID,
        "classification",
    ),
    (
        "classes as text",
        request(outputs=[wanted("output", classification=parameter(string_param="3"))]),
        INVALID,
        "classification",
    ),
    (
        "BYTES whose length lies",
        of(tensor("text", *BYTES), raw=[struct.pack("<I", 100) + b"abc"], model="sentiment-ko"),
        INVALID,
        "incomplete string data for inference input 'text', expecting string of length 100 but only 3 bytes available",
    ),
    (
        "BYTES whose length lies hugely",
        of(tensor("text", *BYTES), raw=[struct.pack("<I", 0xFFFFFFFF) + b"abc"], model="sentiment-ko"),
        INVALID,
        "expecting string of length 4294967295 but only 3 bytes available",
    ),
    (
        "BYTES cut off in a length",
        of(tensor("text", *BYTES), raw=[b"\1\0"], model="sentiment-ko"),
        INVALID,
        "'text'",
    ),
    (
        "BYTES of one string too many",
        of(tensor("text", *BYTES), raw=[(struct.pack("<I", 1) + b"a") * 2], model="sentiment-ko"),
        INVALID,
        "'text'",
    ),
    (
        "BYTES that are no UTF-8",
        of(tensor("text", *BYTES), raw=[struct.pack("<I", 2) + b"\xff\xfe"], model="sentiment-ko"),
        INVALID,
        "text",
    ),
    (
        "text and ids together",
        of(
            tensor("text", *BYTES),
            tensor(),
            raw=[struct.pack("<I", 1) + b"a", IDS],
            model="sentiment-ko",
        ),
        INVALID,
        "input",
    ),
    ("an id that the model does not know", of(tensor(), raw=[struct.pack("<3q", 1, -2, 3)]), INVALID, "-2"),
    (
        "lengths beyond the tensor",
        of(tensor(), tensor("lengths", shape=[1]), raw=[IDS, struct.pack("<q", 4)]),
        INVALID,
        "lengths",
    ),
    (
        "lengths of nothing",
        of(tensor(), tensor("lengths", shape=[1]), raw=[IDS, struct.pack("<q", 0)]),
        INVALID,
        "lengths",
    ),
    (
        "lengths of other rows",
        of(tensor(), tensor("lengths", shape=[2]), raw=[IDS, struct.pack("<2q", 3, 3)]),
        INVALID,
        "lengths",
    ),
    (
        "sequence_id as uint64",
        request(parameters={"sequence_id": parameter(uint64_param=5), "sequence_start": parameter(bool_param=True)}),
        INVALID,
        "invalid value type for 'sequence_id' parameter, expected int64_param or string_param.",
    ),
    (
        "sequence_start as text",
        request(parameters={"sequence_id": parameter(int64_param=5), "sequence_start": parameter(string_param="yes")}),
        INVALID,
        "sequence_start",
    ),
    ("priority as text", request(parameters={"priority": parameter(string_param="high")}), INVALID, "priority"),
    ("timeout below nothing", request(parameters={"timeout": parameter(int64_param=-1)}), INVALID, "timeout"),
    ("timeout as text", request(parameters={"timeout": parameter(string_param="soon")}), INVALID, "timeout"),
    (
        "a parameter of Triton's own",
        request(parameters={"triton_whatever": parameter(bool_param=True)}),
        INVALID,
        "triton_whatever",
    ),
    (
        "input in shared memory",
        of(tensor(parameters={"shared_memory_region": parameter(string_param="region")})),
        grpc.StatusCode.UNIMPLEMENTED,
        "shared memory",
    ),
    (
        "output in shared memory",
        request(outputs=[wanted("output", shared_memory_region=parameter(string_param="region"))]),
        grpc.StatusCode.UNIMPLEMENTED,
        "shared memory",
    ),
    (
        "a temperature of a text",
        of(
            tensor("text", *BYTES),
            raw=[struct.pack("<I", 1) + b"a"],
            model="translate-en-fr",
            parameters={"temperature": parameter(string_param="warm")},
        ),
        INVALID,
        "temperature",
    ),
]


def refusal(call: Callable) -> tuple[grpc.StatusCode, str]:
    try:
        answer = call()
    except grpc.RpcError as error:
        return error.code(), error.details()
    raise AssertionError(f"was answered: {answer}")


@pytest.mark.parametrize(("bad", "code", "words"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_bad_request_is_refused_in_words(stub, bad: pb.ModelInferRequest, code: grpc.StatusCode, words: str) -> None:
    found, message = refusal(lambda: stub.ModelInfer(bad, timeout=LIMIT_SECONDS))
    assert found == code, message
    assert words in message
    assert is_answered(stub)


def is_answered(stub) -> bool:
    return len(stub.ModelInfer(request(), timeout=LIMIT_SECONDS).raw_output_contents[0]) == 5 * 4


def test_streams_whose_messages_are_bad_go_on(stub) -> None:
    """Every bad request on one stream, a good one after each: their answers come in that order."""
    messages = []
    for number, (_, bad, _, _) in enumerate(BAD):
        named = pb.ModelInferRequest()
        named.CopyFrom(bad)
        named.id = f"bad {number}"
        messages += [named, request(id=f"good {number}")]
    answers = list(stub.ModelStreamInfer(iter(messages), timeout=LIMIT_SECONDS))
    assert [answer.infer_response.id for answer in answers] == [message.id for message in messages]
    for (what, _, _, words), bad, good in zip(BAD, answers[::2], answers[1::2]):
        assert words in bad.error_message, what
        assert not bad.infer_response.outputs, what
        assert not good.error_message, what
        assert len(good.infer_response.raw_output_contents) == 1, what


def test_stream_that_asks_for_statuses_ends_with_one(stub) -> None:
    messages = [request(id="good"), request("gru_lost"), request(id="late")]
    call = stub.ModelStreamInfer(iter(messages), metadata=[("triton_grpc_error", "true")], timeout=LIMIT_SECONDS)
    assert next(call).infer_response.id == "good"
    code, message = refusal(lambda: next(call))
    assert code == NOT_FOUND, message
    assert "Request for unknown model: 'gru_lost' is not found" in message


def test_typed_contents_are_answered_in_kind(stub) -> None:
    answer = stub.ModelInfer(of(tensor(contents=typed(int64_contents=[1, 2, 3]))), timeout=LIMIT_SECONDS)
    raw = stub.ModelInfer(request(), timeout=LIMIT_SECONDS)
    assert not answer.raw_output_contents
    values = answer.outputs[0].contents.fp32_contents
    assert struct.pack("<5f", *values) == raw.raw_output_contents[0]
    assert list(answer.outputs[0].shape) == list(raw.outputs[0].shape) == [1, 5]


def test_typed_text_is_answered_in_kind(stub) -> None:
    contents = typed(bytes_contents=["시간 낭비".encode()])
    answer = stub.ModelInfer(
        of(tensor("text", "BYTES", [1, 1], contents=contents), model="sentiment-ko"), timeout=LIMIT_SECONDS
    )
    labels = {output.name: output.contents for output in answer.outputs}
    assert labels["label"].bytes_contents == [b"negative"]
    assert 0.5 < labels["score"].fp32_contents[0] <= 1


@pytest.mark.parametrize("compression", list(grpc.Compression))
def test_message_over_the_limit_is_refused(stub, compression: grpc.Compression) -> None:
    """However small it was made on the way."""
    big = of(tensor(shape=[1, 16 << 20]), raw=[bytes(8 * (16 << 20))])
    code, message = refusal(lambda: stub.ModelInfer(big, timeout=LIMIT_SECONDS, compression=compression))
    assert code == grpc.StatusCode.RESOURCE_EXHAUSTED, message
    assert is_answered(stub)

"""The gRPC client of KServe's SDK."""

import asyncio

import grpc
import numpy as np
import pytest
from asking import case
from kserve import InferenceGRPCClient, InferInput, InferRequest

TOLERANCE = 1e-4


def asking(target: str, ask):
    async def run():
        async with InferenceGRPCClient(target) as client:
            return await ask(client)

    return asyncio.run(run())


def test_server_and_model_are_ready(target: str) -> None:
    async def ask(client: InferenceGRPCClient) -> None:
        assert await client.is_server_live()
        assert await client.is_server_ready()
        assert await client.is_model_ready("gru_last")
        assert not await client.is_model_ready("nobody")

    asking(target, ask)


@pytest.mark.parametrize("raw", [True, False])
def test_zoo_raw_and_typed_gives_right_answers(target: str, raw: bool) -> None:
    """Its client sends arrays raw and lists typed, and reads what comes back in the same way."""
    asked = [one for name in ("gru_last", "bilstm_tagger", "keras_deep_birnn4", "gru_stateful") for one in case(name)]

    async def ask(client: InferenceGRPCClient) -> list:
        return await asyncio.gather(*(client.infer(message(one, raw)) for one in asked))

    for one, answer in zip(asked, asking(target, ask)):
        wanted = one.tensors("outputs")["output"]
        output = answer.get_output_by_name("output")
        assert output.shape == list(wanted.shape)
        assert np.abs(output.as_numpy() - wanted).max() <= TOLERANCE


def message(question, raw: bool) -> InferRequest:
    values = question.tensors("inputs")["input"]
    datatype = {"int64": "INT64", "float32": "FP32"}[str(values.dtype)]
    one = InferInput("input", list(values.shape), datatype)
    if raw:
        one.set_data_from_numpy(values)
    else:
        one.data = values.flatten().tolist()
    return InferRequest(question.case, [one], request_id="raw" if raw else "typed")


@pytest.mark.parametrize("raw", [True, False])
def test_text_in_label_out(target: str, raw: bool) -> None:
    words = ["시간 낭비".encode(), "정말 재미있게 봤어요".encode()]
    one = InferInput("text", [2, 1], "BYTES")
    if raw:
        one.set_data_from_numpy(np.array(words, np.object_).reshape(2, 1))
    else:
        one.data = words
    answer = asking(target, lambda client: client.infer(InferRequest("sentiment-ko", [one])))
    labels = answer.get_output_by_name("label").as_numpy().flatten().tolist()
    assert [label.decode() if isinstance(label, bytes) else label for label in labels] == ["negative", "positive"]


def test_unknown_model_is_refused(target: str) -> None:
    async def ask(client: InferenceGRPCClient) -> None:
        with pytest.raises(grpc.RpcError) as refused:
            await client.infer(InferRequest("nobody", message(case("gru_last")[0], True).inputs))
        assert refused.value.code() == grpc.StatusCode.NOT_FOUND
        assert "Request for unknown model: 'nobody' is not found" in refused.value.details()

    asking(target, ask)

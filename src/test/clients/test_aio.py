"""tritonclient's asyncio client: the same, awaited."""

import asyncio

import numpy as np
import tritonclient.grpc.aio as triton
from asking import case, chunks
from serve_zoo import given

TOLERANCE = 1e-4


def test_every_question_at_once_is_answered(target: str) -> None:
    async def ask() -> None:
        async with triton.InferenceServerClient(target) as client:
            assert await client.is_server_live()
            assert await client.is_server_ready()
            assert await client.is_model_ready("gru_last")
            assert "sequence" in (await client.get_server_metadata()).extensions
            assert (await client.get_model_metadata("gru_last")).inputs[0].name == "input"
            assert (await client.get_model_config("gru_last")).config.max_batch_size == 1024
            assert (await client.get_model_repository_index()).models
            asked = case("gru_last") + case("bilstm_tagger")
            answers = await asyncio.gather(
                *(client.infer(one.case, [given("input", one.tensors("inputs")["input"])]) for one in asked)
            )
            for one, answer in zip(asked, answers):
                assert np.abs(answer.as_numpy("output") - one.tensors("outputs")["output"]).max() <= TOLERANCE
            assert (await client.get_inference_statistics("gru_last")).model_stats[0].inference_count >= len(asked) / 2

    asyncio.run(ask())


def test_stream_infer_keeps_sequences(target: str) -> None:
    async def ask() -> None:
        asked = case("lstm_stateful")
        pieces = [chunks(one.tensors("inputs")["input"], one.example["chunks"]) for one in asked]

        async def requests():
            for number in range(max(map(len, pieces))):
                for sequence, some in enumerate(pieces, start=2_000_000):
                    if number < len(some):
                        yield {
                            "model_name": "lstm_stateful",
                            "inputs": [given("input", some[number])],
                            "request_id": str(sequence - 2_000_000),
                            "sequence_id": sequence,
                            "sequence_start": number == 0,
                            "sequence_end": number == len(some) - 1,
                        }

        found: list[list[np.ndarray]] = [[] for _ in asked]
        async with triton.InferenceServerClient(target) as client:
            async for result, error in client.stream_infer(requests()):
                assert error is None, error
                found[int(result.get_response().id)].append(result.as_numpy("output"))
        for one, parts in zip(asked, found):
            wanted = one.tensors("outputs")["output"]
            assert np.abs(np.concatenate(parts, axis=1) - wanted).max() <= TOLERANCE

    asyncio.run(ask())

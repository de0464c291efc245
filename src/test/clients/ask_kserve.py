"""The gRPC client of KServe's SDK against a running server of the zoo and the bundled models.

    python src/test/clients/ask_kserve.py localhost:8001

By itself, and not among the other tests: its messages have the names of tritonclient's, and protobuf takes one of them
in a process. Prints a line a check and last "N passed, N failed"; exits 1 where one failed.
"""

import argparse
import asyncio
import sys
import traceback

import grpc
import numpy as np
from kserve import InferenceGRPCClient, InferInput, InferRequest, InferResponse
from zoo import ZOO, Question, questions

TOLERANCE = 1e-4
CASES = ["gru_last", "bilstm_tagger", "keras_deep_birnn4", "gru_stateful"]
TEXTS = {"시간 낭비": "negative", "정말 재미있게 봤어요": "positive"}


class Checks:
    """Each method that begins with `check_` is one, and fails by raising."""

    def __init__(self, client: InferenceGRPCClient) -> None:
        self.client = client

    async def check_server_and_model_are_ready(self) -> str:
        expect(await self.client.is_server_live(), "not live")
        expect(await self.client.is_server_ready(), "not ready")
        expect(await self.client.is_model_ready("gru_last"), "gru_last is not ready")
        expect(not await self.client.is_model_ready("nobody"), "a model that there is not is ready")
        return "live, ready, gru_last ready"

    async def check_arrays_are_sent_raw(self) -> str:
        return await self.ask_cases(raw=True)

    async def check_lists_are_sent_typed(self) -> str:
        return await self.ask_cases(raw=False)

    async def ask_cases(self, raw: bool) -> str:
        """All at once. The client reads an answer in the way in which it has asked."""
        asked = [question for question in questions(ZOO) if question.case in CASES]
        answers = await asyncio.gather(*(self.client.infer(request(question, raw)) for question in asked))
        for question, answer in zip(asked, answers):
            wanted = question.tensors("outputs")["output"]
            output = answer.get_output_by_name("output")
            expect(list(output.shape) == list(wanted.shape), f"{question.case}: {output.shape} for {wanted.shape}")
            worst = np.abs(output.as_numpy() - wanted).max()
            expect(worst <= TOLERANCE, f"{question.case}: differs by {worst:.2g}")
            expect(answer.id == request(question, raw).id, f"id {answer.id!r}")
        return f"{len(asked)} requests"

    async def check_text_in_label_out_raw(self) -> str:
        tensor = InferInput("text", [len(TEXTS), 1], "BYTES")
        tensor.set_data_from_numpy(np.array([[text.encode()] for text in TEXTS], np.object_))
        return labels(await self.client.infer(InferRequest("sentiment-ko", [tensor])))

    async def check_text_in_label_out_typed(self) -> str:
        tensor = InferInput("text", [len(TEXTS), 1], "BYTES", data=[text.encode() for text in TEXTS])
        return labels(await self.client.infer(InferRequest("sentiment-ko", [tensor])))

    async def check_sequence_over_infer(self) -> str:
        """Its parameters are whatever it is given."""
        question = next(one for one in questions(ZOO) if one.case == "gru_stateful")
        chunks = question.example["chunks"]
        parts = np.split(question.tensors("inputs")["input"], np.cumsum(chunks)[:-1], axis=1)
        found = []
        for number, part in enumerate(parts):
            tensor = InferInput("input", list(part.shape), "FP32")
            tensor.set_data_from_numpy(part)
            parameters = {
                "sequence_id": "kserve",
                "sequence_start": number == 0,
                "sequence_end": number == len(parts) - 1,
            }
            answer = await self.client.infer(InferRequest("gru_stateful", [tensor], parameters=parameters))
            found.append(answer.get_output_by_name("output").as_numpy())
        worst = np.abs(np.concatenate(found, axis=1) - question.tensors("outputs")["output"]).max()
        expect(worst <= TOLERANCE, f"differs by {worst:.2g}")
        return f"{len(parts)} requests"

    async def check_unknown_model_is_refused(self) -> str:
        question = next(questions(ZOO))
        try:
            await self.client.infer(InferRequest("nobody", request(question, raw=True).inputs))
        except grpc.RpcError as error:
            expect(error.code() == grpc.StatusCode.NOT_FOUND, f"{error.code()}")
            expect("Request for unknown model: 'nobody' is not found" in error.details(), error.details())
            return error.details()
        raise AssertionError("was answered")


def request(question: Question, raw: bool) -> InferRequest:
    values = question.tensors("inputs")["input"]
    datatype = {"int64": "INT64", "float32": "FP32"}[str(values.dtype)]
    tensor = InferInput("input", list(values.shape), datatype)
    if raw:
        tensor.set_data_from_numpy(values)
    else:
        tensor.data = values.flatten().tolist()
    return InferRequest(question.case, [tensor], request_id="raw" if raw else "typed")


def labels(answer: InferResponse) -> str:
    found = answer.get_output_by_name("label").as_numpy().flatten().tolist()
    found = [label.decode() if isinstance(label, bytes) else label for label in found]
    expect(found == list(TEXTS.values()), f"{found}")
    return ", ".join(found)


def expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise AssertionError(otherwise)


async def run(target: str) -> tuple[int, int]:
    passed = failed = 0
    async with InferenceGRPCClient(target) as client:
        for name in [name for name in vars(Checks) if name.startswith("check_")]:
            title = name.removeprefix("check_").replace("_", " ")
            try:
                print(f"ok      {title}: {await getattr(Checks(client), name)()}", flush=True)
                passed += 1
            except Exception:  # each check has its own way to fail, and all are reported
                print(f"FAILED  {title}:\n{traceback.format_exc()}", flush=True)
                failed += 1
    return passed, failed


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks a running server with KServe's client.")
    parser.add_argument("target", metavar="HOST:PORT")
    passed, failed = asyncio.run(run(parser.parse_args().target))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

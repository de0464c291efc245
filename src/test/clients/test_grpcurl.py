"""grpcurl, which knows of the service only what reflection tells."""

import base64
import json
import subprocess

import pytest
from asking import LIMIT_SECONDS, case

SERVICE = "inference.GRPCInferenceService"
RPCS = [
    "CudaSharedMemoryRegister",
    "CudaSharedMemoryStatus",
    "CudaSharedMemoryUnregister",
    "LogSettings",
    "ModelConfig",
    "ModelInfer",
    "ModelMetadata",
    "ModelReady",
    "ModelStatistics",
    "ModelStreamInfer",
    "RepositoryIndex",
    "RepositoryModelLoad",
    "RepositoryModelUnload",
    "ServerLive",
    "ServerMetadata",
    "ServerReady",
    "SystemSharedMemoryRegister",
    "SystemSharedMemoryStatus",
    "SystemSharedMemoryUnregister",
    "TraceSetting",
]


@pytest.fixture
def grpcurl(target: str, program):
    def run(*arguments: str, data: str | None = None, fails: bool = False) -> str:
        flags = ["-plaintext"] + ([] if data is None else ["-d", data])
        # Its own order: flags, the address, then what is asked.
        command = [program("grpcurl"), *flags, target, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    return run


def test_list_names_the_service_and_its_calls(grpcurl) -> None:
    assert SERVICE in grpcurl("list").split()
    assert grpcurl("list", SERVICE).split() == [f"{SERVICE}.{rpc}" for rpc in RPCS]


def test_describe_shows_the_messages(grpcurl) -> None:
    assert "rpc ModelInfer ( .inference.ModelInferRequest )" in grpcurl("describe", SERVICE)
    assert "repeated bytes raw_input_contents = 7;" in grpcurl("describe", "inference.ModelInferRequest")


def test_server_answers(grpcurl) -> None:
    assert json.loads(grpcurl(f"{SERVICE}/ServerLive")) == {"live": True}
    assert json.loads(grpcurl(f"{SERVICE}/ServerReady")) == {"ready": True}


def test_model_metadata_has_properties(grpcurl) -> None:
    metadata = json.loads(grpcurl(f"{SERVICE}/ModelMetadata", data='{"name": "gru_last"}'))
    assert metadata["inputs"] == [{"name": "input", "datatype": "INT64", "shape": ["-1", "-1"]}]
    assert metadata["properties"]["task"] == "many-to-one"
    assert metadata["properties"]["plan"] == "causal"
    assert metadata["properties"]["batch_invariant"] in ("true", "false")


def test_infer_of_text_is_a_line_of_json(grpcurl) -> None:
    words = base64.b64encode("시간 낭비".encode()).decode()
    request = {
        "model_name": "sentiment-ko",
        "inputs": [{"name": "text", "datatype": "BYTES", "shape": [1, 1], "contents": {"bytes_contents": [words]}}],
        "outputs": [{"name": "label"}, {"name": "score"}],
    }
    answer = json.loads(grpcurl(f"{SERVICE}/ModelInfer", data=json.dumps(request)))
    label, score = answer["outputs"]
    assert base64.b64decode(label["contents"]["bytes_contents"][0]) == b"negative"
    assert score["contents"]["fp32_contents"][0] > 0.5


def test_infer_of_ids_is_right(grpcurl) -> None:
    question = case("gru_last")[0]
    ids = question.tensors("inputs")["input"]
    request = {
        "model_name": "gru_last",
        "inputs": [
            {
                "name": "input",
                "datatype": "INT64",
                "shape": list(ids.shape),
                "contents": {"int64_contents": ids.flatten().tolist()},
            }
        ],
    }
    answer = json.loads(grpcurl(f"{SERVICE}/ModelInfer", data=json.dumps(request)))
    wanted = question.tensors("outputs")["output"].flatten()
    assert max(abs(answer["outputs"][0]["contents"]["fp32_contents"] - wanted)) <= 1e-4


def test_stream_of_json_messages_is_answered_one_by_one(grpcurl) -> None:
    """Two requests of one sequence, and between them a bad one."""
    first, bad, last = (
        {
            "model_name": "gru_last",
            "id": str(number),
            "parameters": {
                "sequence_id": {"string_param": "by hand"},
                "sequence_start": {"bool_param": number == 0},
                "sequence_end": {"bool_param": number == 2},
            },
            "inputs": [{"name": name, "datatype": "INT64", "shape": [1, 1], "contents": {"int64_contents": [number]}}],
        }
        for number, name in enumerate(["input", "foo", "input"])
    )
    said = grpcurl(f"{SERVICE}/ModelStreamInfer", data="\n".join(map(json.dumps, (first, bad, last))))
    answers = [json.loads(one) for one in said.replace("}\n{", "}\0{").split("\0")]
    assert [answer["infer_response"]["id"] for answer in answers] == ["0", "1", "2"]
    assert "unexpected inference input 'foo'" in answers[1]["error_message"]
    assert "error_message" not in answers[2]


def test_refusal_is_readable(grpcurl) -> None:
    said = grpcurl(f"{SERVICE}/ModelInfer", data='{"model_name": "nobody"}', fails=True)
    assert "Code: NotFound" in said
    assert "Request for unknown model: 'nobody' is not found" in said

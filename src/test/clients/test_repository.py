"""Loading and unloading by tritonclient."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import tritonclient.grpc as triton
from asking import LIMIT_SECONDS, case, refused
from conftest import lay_model
from serve_zoo import given

TOLERANCE = 1e-4


def state(client: triton.InferenceServerClient, model: str) -> tuple[str, str]:
    (one,) = [one for one in client.get_model_repository_index().models if one.name == model]
    return one.state, one.reason


def test_unload_takes_a_model_out_of_service_and_load_brings_it_back(client: triton.InferenceServerClient) -> None:
    question = case("gru_last")[0]
    inputs = [given("input", question.tensors("inputs")["input"])]
    client.unload_model("comes_and_goes")
    assert not client.is_model_ready("comes_and_goes")
    assert state(client, "comes_and_goes")[0] == "UNAVAILABLE"
    assert client.is_server_ready(), "an unloaded model is no reason for the server not to be ready"
    refused("UNAVAILABLE", "'comes_and_goes' has no available versions", lambda: client.infer("comes_and_goes", inputs))
    client.load_model("comes_and_goes")
    assert client.is_model_ready("comes_and_goes")
    assert state(client, "comes_and_goes") == ("READY", "")
    answer = client.infer("comes_and_goes", inputs)
    assert np.abs(answer.as_numpy("output") - question.tensors("outputs")["output"]).max() <= TOLERANCE


def test_unload_while_requests_run_lets_them_finish(target: str, client: triton.InferenceServerClient) -> None:
    """Whatever was let in is answered, and rightly; whatever comes too late is told so."""
    ids = np.tile(case("gru_last")[0].tensors("inputs")["input"], (64, 1))
    wanted = client.infer("gru_last", [given("input", ids)]).as_numpy("output")

    def ask(_: int) -> str:
        with triton.InferenceServerClient(target) as one:
            try:
                answer = one.infer("comes_and_goes", [given("input", ids)], client_timeout=LIMIT_SECONDS)
            except triton.InferenceServerException as error:
                assert error.status() == "StatusCode.UNAVAILABLE", error
                assert "'comes_and_goes'" in error.message()
                return "late"
            assert np.abs(answer.as_numpy("output") - wanted).max() <= TOLERANCE
            return "answered"

    with ThreadPoolExecutor(16) as pool:
        first = pool.submit(ask, 0).result()
        asked = [pool.submit(ask, number) for number in range(200)]
        client.unload_model("comes_and_goes")
        ends = [one.result() for one in asked]
    assert first == "answered"
    assert ask(0) == "late"
    assert set(ends) <= {"answered", "late"}
    client.load_model("comes_and_goes")
    assert ask(0) == "answered"


def test_load_takes_what_is_new_in_the_folder(client: triton.InferenceServerClient, models: Path) -> None:
    assert not client.is_model_ready("newcomer")
    lay_model(models, "newcomer", "keras_deep_rnn")
    client.load_model("newcomer")
    assert client.is_model_ready("newcomer", "1")
    lay_model(models, "newcomer", "keras_deep_rnn", version=2)
    client.load_model("newcomer")
    assert client.is_model_ready("newcomer", "2")
    question = case("keras_deep_rnn")[0]
    answer = client.infer("newcomer", [given("input", question.tensors("inputs")["input"])])
    assert answer.get_response().model_version == "2"
    client.unload_model("newcomer")
    shutil.rmtree(models / "newcomer")


def test_load_of_a_model_that_is_not_there_is_refused(client: triton.InferenceServerClient) -> None:
    refused("NOT_FOUND", "'nobody'", lambda: client.load_model("nobody"))


def test_load_of_a_model_that_does_not_load_says_why(client: triton.InferenceServerClient, models: Path) -> None:
    (models / "broken" / "1").mkdir(parents=True)
    (models / "broken" / "1" / "model.onnx").write_bytes(b"no graph")
    try:
        refused("FAILED_PRECONDITION", "failed to load 'broken'", lambda: client.load_model("broken"))
        found, reason = state(client, "broken")
        assert found == "UNAVAILABLE"
        assert reason
    finally:
        shutil.rmtree(models / "broken")
        client.unload_model("broken")


def test_load_with_a_configuration_uses_it(client: triton.InferenceServerClient) -> None:
    client.load_model("comes_and_goes", config='{"backend": "onnxruntime", "max_batch_size": 3}')
    assert client.get_model_config("comes_and_goes").config.max_batch_size == 3
    four = given("input", np.ones((4, 2), np.int64))
    refused("INVALID_ARGUMENT", "must be <= 3", lambda: client.infer("comes_and_goes", [four]))
    client.load_model("comes_and_goes")
    assert client.get_model_config("comes_and_goes").config.max_batch_size == 1024


def test_load_with_files_is_refused(client: triton.InferenceServerClient) -> None:
    refused(
        "INVALID_ARGUMENT",
        "file:1/model.onnx",
        lambda: client.load_model("comes_and_goes", config="{}", files={"file:1/model.onnx": b"graph"}),
    )


def test_unload_of_a_model_that_is_not_there_is_refused(client: triton.InferenceServerClient) -> None:
    refused("NOT_FOUND", "'nobody'", lambda: client.unload_model("nobody"))

"""What tritonclient asks about a server and its models."""

import json
import re

import numpy as np
import pytest
import tritonclient.grpc as triton
from asking import case, refused, text
from serve_zoo import given

EXTENSIONS = {
    "classification",
    "sequence",
    "sequence(string_id)",
    "model_repository",
    "model_repository(unload_dependents)",
    "model_configuration",
    "binary_tensor_data",
    "parameters",
    "statistics",
    "schedule_policy",
    "logging",
}


def test_server_is_live_and_ready(client: triton.InferenceServerClient) -> None:
    assert client.is_server_live()
    assert client.is_server_ready()


def test_model_is_ready_in_its_version_and_no_other(client: triton.InferenceServerClient) -> None:
    assert client.is_model_ready("gru_last")
    assert client.is_model_ready("gru_last", "1")
    assert not client.is_model_ready("gru_last", "2")
    assert not client.is_model_ready("nobody")


def test_server_metadata_announces_what_works(client: triton.InferenceServerClient) -> None:
    metadata = client.get_server_metadata()
    assert metadata.name == "unroll"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", metadata.version)
    assert set(metadata.extensions) == EXTENSIONS


def test_model_metadata_of_bare_graphs_names_the_graphs_tensors(client: triton.InferenceServerClient) -> None:
    metadata = client.get_model_metadata("gru_last")
    assert (metadata.name, list(metadata.versions)) == ("gru_last", ["1"])
    assert metadata.platform == "onnxruntime_onnx"
    assert tensors(metadata.inputs) == [("input", "INT64", [-1, -1])]
    assert tensors(metadata.outputs) == [("output", "FP32", [-1, 5])]
    stateful = client.get_model_metadata("lstm_stateful", "1")
    assert [tensor.name for tensor in stateful.inputs] == ["input", "h", "c"]
    assert [tensor.name for tensor in stateful.outputs] == ["output", "h_out", "c_out"]
    time_major = client.get_model_metadata("rnn_vectors_timemajor")
    assert tensors(time_major.inputs) == [("input", "FP32", [-1, -1, 12])]


def tensors(all_of_them) -> list[tuple[str, str, list[int]]]:
    return [(tensor.name, tensor.datatype, list(tensor.shape)) for tensor in all_of_them]


@pytest.mark.parametrize(
    ("model", "inputs", "outputs"),
    [
        ("sentiment-ko", {"text"}, {"label", "score"}),
        ("blank-ko", {"text"}, {"label", "score", "filled"}),
        ("pos-ko", {"text"}, {"tags", "spans"}),
        ("translate-en-fr", {"text"}, {"text", "token_ids"}),
        ("caption-en", {"image"}, {"text", "token_ids"}),
    ],
)
def test_model_metadata_of_bundled_models_has_their_meaning(
    client: triton.InferenceServerClient, model: str, inputs: set[str], outputs: set[str]
) -> None:
    metadata = client.get_model_metadata(model)
    assert inputs <= {tensor.name for tensor in metadata.inputs if tensor.datatype == "BYTES"}
    assert outputs <= {tensor.name for tensor in metadata.outputs}


def test_metadata_as_json_is_the_same(client: triton.InferenceServerClient) -> None:
    metadata = client.get_model_metadata("gru_last", as_json=True)
    assert metadata["inputs"] == [{"name": "input", "datatype": "INT64", "shape": ["-1", "-1"]}]


def test_model_config_is_what_perf_analyzer_needs(client: triton.InferenceServerClient) -> None:
    config = client.get_model_config("gru_last").config
    assert (config.name, config.max_batch_size) == ("gru_last", 1024)
    assert [(one.name, list(one.dims)) for one in config.input] == [("input", [-1])]
    assert [(one.name, list(one.dims)) for one in config.output] == [("output", [5])]
    assert not config.model_transaction_policy.decoupled
    assert config.WhichOneof("scheduling_choice") == "dynamic_batching"
    time_major = client.get_model_config("rnn_vectors_timemajor").config
    assert time_major.max_batch_size == 0
    assert list(time_major.input[0].dims) == [-1, -1, 12]


def test_model_config_of_text_makes_the_graphs_ids_optional(client: triton.InferenceServerClient) -> None:
    inputs = client.get_model_config("sentiment-ko").config.input
    assert {one.name: one.optional for one in inputs} == {"text": False, inputs[1].name: True}


def test_model_config_of_configured_models_is_their_files(client: triton.InferenceServerClient) -> None:
    config = client.get_model_config("configured_lstm").config
    assert config.max_batch_size == 0
    assert config.WhichOneof("scheduling_choice") == "sequence_batching"
    pairs = [(state.input_name, state.output_name) for state in config.sequence_batching.state]
    assert pairs == [("h", "h_out"), ("c", "c_out")]
    assert [one.name for one in config.input] == ["input"]
    metadata = client.get_model_metadata("configured_lstm")
    assert tensors(metadata.inputs) == [("input", "FP32", [-1, -1, 12])]
    assert tensors(metadata.outputs) == [("output", "FP32", [-1, -1, 5])]


def test_unknown_model_or_version_is_named_by_every_call(client: triton.InferenceServerClient) -> None:
    unknown = "Request for unknown model: 'gru_lost' is not found"
    for call in (client.get_model_metadata, client.get_model_config, client.get_inference_statistics):
        message = refused("NOT_FOUND", unknown, lambda call=call: call("gru_lost"))
        assert "gru_last" in message, f"no hint in {message!r}"
        refused("INVALID_ARGUMENT", "'newest'", lambda call=call: call("gru_last", "newest"))
        refused("NOT_FOUND", "'gru_last'", lambda call=call: call("gru_last", "7"))


def test_statistics_count_what_was_asked(client: triton.InferenceServerClient) -> None:
    question = case("gru_hidden_head")[0]
    ids = question.tensors("inputs")["input"]
    before = statistics(client, "gru_hidden_head")
    client.infer("gru_hidden_head", [given("input", ids)])
    client.infer("gru_hidden_head", [given("input", np.concatenate([ids, ids]))])
    refused("INVALID_ARGUMENT", "unexpected", lambda: client.infer("gru_hidden_head", [text("no")]))
    after = statistics(client, "gru_hidden_head")
    assert after.inference_count - before.inference_count == 3
    assert after.execution_count > before.execution_count
    assert after.inference_stats.success.count - before.inference_stats.success.count == 2
    assert after.inference_stats.success.ns > before.inference_stats.success.ns
    assert after.inference_stats.fail.count - before.inference_stats.fail.count == 1
    assert after.inference_stats.queue.count > before.inference_stats.queue.count
    assert after.inference_stats.compute_infer.ns > before.inference_stats.compute_infer.ns
    assert after.last_inference > before.last_inference


def statistics(client: triton.InferenceServerClient, model: str):
    (one,) = client.get_inference_statistics(model).model_stats
    assert (one.name, one.version) == (model, "1")
    return one


def test_statistics_without_a_name_are_of_all_models(client: triton.InferenceServerClient) -> None:
    names = {one.name for one in client.get_inference_statistics().model_stats}
    index = client.get_model_repository_index()
    assert names == {one.name for one in index.models if one.state == "READY"}


def test_log_settings_can_be_read_and_changed(client: triton.InferenceServerClient) -> None:
    settings = client.get_log_settings(as_json=True)["settings"]
    assert settings["log_info"] == {"bool_param": True}
    assert settings["log_verbose_level"] == {"uint32_param": 0}
    try:
        changed = client.update_log_settings({"log_verbose_level": 1, "log_info": False}, as_json=True)["settings"]
        assert changed["log_verbose_level"] == {"uint32_param": 1}
        assert changed["log_info"] == {"bool_param": False}
        assert client.get_log_settings(as_json=True)["settings"] == changed
    finally:
        client.update_log_settings({"log_verbose_level": 0, "log_info": True})
    assert client.get_log_settings(as_json=True)["settings"] == settings


def test_log_settings_unknown_are_named(client: triton.InferenceServerClient) -> None:
    refused("INVALID_ARGUMENT", "log_inof", lambda: client.update_log_settings({"log_inof": True}))


def test_traces_and_shared_memory_are_unimplemented(client: triton.InferenceServerClient) -> None:
    for call in (
        client.get_trace_settings,
        lambda: client.update_trace_settings(settings={"trace_rate": "1"}),
        client.get_system_shared_memory_status,
        lambda: client.register_system_shared_memory("region", "/region", 64),
        client.unregister_system_shared_memory,
        client.get_cuda_shared_memory_status,
        lambda: client.register_cuda_shared_memory("region", b"aGFuZGxl", 0, 64),
        client.unregister_cuda_shared_memory,
    ):
        refused("UNIMPLEMENTED", "", call)


def test_index_lists_every_model(client: triton.InferenceServerClient) -> None:
    index = client.get_model_repository_index(as_json=True)["models"]
    assert {"name": "gru_last", "version": "1", "state": "READY"}.items() <= by_name(index)["gru_last"].items()
    assert by_name(index).keys() >= {"sentiment-ko", "lstm_stateful", "configured_lstm"}
    assert json.dumps(index)


def by_name(models: list[dict]) -> dict[str, dict]:
    return {model["name"]: model for model in models}

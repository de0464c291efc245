"""Single requests: `infer` and `async_infer` of tritonclient with all that they can be given."""

import base64
import json
import queue

import numpy as np
import pytest
import tritonclient.grpc as triton
from asking import LIMIT_SECONDS, case, refused, strings, text
from conftest import ROOT, TRUTHS
from serve_zoo import given
from zoo import tensor

TOLERANCE = 1e-4


def truths(model: str) -> list[dict]:
    return json.loads((TRUTHS / f"{model}.json").read_text(encoding="utf-8"))["examples"]


def test_text_in_label_out(client: triton.InferenceServerClient) -> None:
    for truth in truths("sentiment-ko"):
        answer = client.infer("sentiment-ko", [text(truth["text"])])
        assert strings(answer, "label") == [[truth["label"]]]
        likely = np.exp(truth["logits"]) / np.exp(truth["logits"]).sum()
        assert abs(answer.as_numpy("score")[0, 0] - likely.max()) <= TOLERANCE


def test_texts_in_a_batch_are_answered_row_by_row(client: triton.InferenceServerClient) -> None:
    some = truths("spam-en")
    answer = client.infer("spam-en", [text(*(truth["text"] for truth in some))])
    assert strings(answer, "label") == [[truth["label"]] for truth in some]


def test_ids_instead_of_text_give_the_same_label(client: triton.InferenceServerClient) -> None:
    ids_input = client.get_model_metadata("sentiment-ko").inputs[1].name
    for truth in truths("sentiment-ko"):
        ids = np.array([truth["token_ids"]], np.int64)
        answer = client.infer("sentiment-ko", [given(ids_input, ids)])
        assert strings(answer, "label") == [[truth["label"]]]


def test_text_in_tags_out_with_their_places(client: triton.InferenceServerClient) -> None:
    some = truths("pos-ko")
    answer = client.infer("pos-ko", [text(*(truth["text"] for truth in some))])
    tags, spans = strings(answer, "tags"), answer.as_numpy("spans").tolist()
    for truth, row, places in zip(some, tags, spans):
        words = truth["words"]
        assert row == [word["tag"] for word in words] + [""] * (len(row) - len(words))
        assert places[: len(words)] == [[word["start"], word["end"]] for word in words]
        assert all(place == [-1, -1] for place in places[len(words) :])


def test_blank_in_word_out(client: triton.InferenceServerClient) -> None:
    for truth in truths("blank-ko"):
        answer = client.infer("blank-ko", [text(truth["text"])])
        word = truth["ranked"][0][0]
        assert strings(answer, "label") == [[word]]
        assert strings(answer, "filled") == [[truth["text"].replace("[ ]", word)]]


def test_text_in_text_out(client: triton.InferenceServerClient) -> None:
    for truth in truths("translate-en-fr")[:8]:
        answer = client.infer("translate-en-fr", [text(truth["input"])])
        assert strings(answer, "text") == [[truth["text"]]]
        ids = [one for one in answer.as_numpy("token_ids")[0].tolist() if one != -1]
        assert ids == truth["token_ids"]


def test_image_in_caption_out(client: triton.InferenceServerClient) -> None:
    some = truths("caption-en")[:8]
    images = [[base64.b64decode(truth["image_png_base64"])] for truth in some]
    answer = client.infer("caption-en", [given("image", np.array(images, np.object_))])
    assert strings(answer, "text") == [[truth["text"]] for truth in some]


def test_drawn_caption_repeats_with_its_seed(client: triton.InferenceServerClient) -> None:
    file = (ROOT / "models/caption-en/example.png").read_bytes()
    image = given("image", np.array([[file]], np.object_))

    def draw(seed: int) -> str:
        parameters = {"temperature": 1.5, "seed": seed, "top_k": "40", "top_p": 0.99, "max_steps": 8}
        return strings(client.infer("caption-en", [image], parameters=parameters), "text")[0][0]

    drawn = {draw(seed) for seed in range(8)}
    assert draw(3) == draw(3)
    assert len(drawn) > 1


def test_beams_can_be_set_and_are_bounded(client: triton.InferenceServerClient) -> None:
    truth = truths("translate-en-fr")[0]
    one = client.infer("translate-en-fr", [text(truth["input"])], parameters={"beam_width": 1})
    assert strings(one, "text") == [[truth["text"]]]
    four = client.infer("translate-en-fr", [text(truth["input"])], parameters={"beam_width": 4, "length_penalty": 1.0})
    assert strings(four, "text")[0][0]
    message = refused(
        "INVALID_ARGUMENT",
        "beam_width",
        lambda: client.infer("translate-en-fr", [text(truth["input"])], parameters={"beam_width": 33}),
    )
    assert "33" in message and "32" in message


@pytest.mark.parametrize("datatype", ["FP16", "FP32", "FP64"])
def test_vectors_of_each_type_come_back_in_it(client: triton.InferenceServerClient, more_models, datatype: str) -> None:
    model = f"doubles_{datatype.lower()}"
    numpy_type = {"FP16": np.float16, "FP32": np.float32, "FP64": np.float64}[datatype]
    values = np.array([[[1, -2.5], [0.125, 4], [0, 7]]], numpy_type)
    assert client.get_model_metadata(model).inputs[0].datatype == datatype
    answer = client.infer(model, [given("x", values)])
    assert answer.as_numpy("y").dtype == numpy_type
    assert np.array_equal(answer.as_numpy("y"), values * 2)


def test_ids_of_thirty_two_bits_are_taken(client: triton.InferenceServerClient, more_models) -> None:
    ids = np.array([[1, 2, 0, 1]], np.int32)
    assert client.get_model_metadata("ids_int32").inputs[0].datatype == "INT32"
    answer = client.infer("ids_int32", [given("x", ids)])
    assert np.array_equal(answer.as_numpy("y"), [[[1.0], [2.0], [0.0], [1.0]]])


def test_padded_batch_with_lengths_is_answered_as_each_row_alone(client: triton.InferenceServerClient) -> None:
    for model in ("gru_last", "bilstm_tagger", "gru_mean_pool"):
        some = case(model)[::3]
        lengths = [one.tensors("inputs")["input"].shape[1] for one in some]
        padded = np.zeros((len(some), max(lengths)), np.int64)
        for row, one in enumerate(some):
            padded[row, : lengths[row]] = one.tensors("inputs")["input"][0]
        before = rows_answered(client, model)
        for number in (np.int32, np.int64):
            for shape in ([len(some)], [len(some), 1]):
                sizes = given("lengths", np.array(lengths, number).reshape(shape))
                answer = client.infer(model, [given("input", padded), sizes]).as_numpy("output")
                for row, one in enumerate(some):
                    wanted = one.tensors("outputs")["output"][0]
                    own = answer[row] if wanted.ndim == 1 else answer[row, : lengths[row]]
                    assert np.abs(own - wanted).max() <= TOLERANCE, model
                    assert wanted.ndim == 1 or not answer[row, lengths[row] :].any(), model
        assert rows_answered(client, model) - before == 4 * len(some), model


def rows_answered(client: triton.InferenceServerClient, model: str) -> int:
    return client.get_inference_statistics(model).model_stats[0].inference_count


def test_own_lengths_input_says_how_long_rows_are(client: triton.InferenceServerClient, more_models) -> None:
    lengths_input = client.get_model_metadata("with_lengths").inputs[1]
    assert (lengths_input.name, list(lengths_input.shape)) == ("lengths", [-1])
    ids = np.array([[5, 6, 7, 8], [9, 1, 1, 1]], np.int64)
    sizes = [4, 1]
    alone = [
        client.infer("with_lengths", [given("input", ids[row : row + 1, :size])]) for row, size in enumerate(sizes)
    ]
    lengths = given("lengths", np.array(sizes, np.int64))
    together = client.infer("with_lengths", [given("input", ids), lengths]).as_numpy("output")
    for row, answer in enumerate(alone):
        assert np.abs(together[row] - answer.as_numpy("output")[0]).max() <= TOLERANCE


def test_states_can_be_given_and_come_back(client: triton.InferenceServerClient) -> None:
    question = case("lstm_stateful")[0]
    values, wanted = question.tensors("inputs")["input"], question.tensors("outputs")["output"]
    first = client.infer("lstm_stateful", [given("input", values[:, :3])])
    carried = [given(name, first.as_numpy(f"{name}_out")) for name in ("h", "c")]
    second = client.infer("lstm_stateful", [given("input", values[:, 3:]), *carried])
    found = np.concatenate([first.as_numpy("output"), second.as_numpy("output")], axis=1)
    assert np.abs(found - wanted).max() <= TOLERANCE
    for name, state in question.tensors("final_state").items():
        assert np.abs(second.as_numpy(name) - state).max() <= TOLERANCE


def test_outputs_only_those_asked_for_in_their_order(client: triton.InferenceServerClient) -> None:
    question = case("lstm_stateful")[0]
    wanted = [triton.InferRequestedOutput(name) for name in ("c_out", "output")]
    answer = client.infer("lstm_stateful", [given("input", question.tensors("inputs")["input"])], outputs=wanted)
    assert [output.name for output in answer.get_response().outputs] == ["c_out", "output"]


def test_classification_ranks_the_rows(client: triton.InferenceServerClient) -> None:
    question = case("gru_last")[0]
    values = question.tensors("outputs")["output"][0]
    top = triton.InferRequestedOutput("output", class_count=3)
    answer = client.infer("gru_last", [given("input", question.tensors("inputs")["input"])], outputs=[top])
    ranked = strings(answer, "output")[0]
    assert [int(one.split(":")[1]) for one in ranked] == np.argsort(-values)[:3].tolist()
    for one in ranked:
        value, index = one.split(":")
        assert abs(float(value) - values[int(index)]) <= TOLERANCE


def test_classification_with_labels_names_them(client: triton.InferenceServerClient) -> None:
    truth = truths("sentiment-ko")[0]
    logits = client.get_model_metadata("sentiment-ko").outputs[0].name
    top = triton.InferRequestedOutput(logits, class_count=1)
    answer = client.infer("sentiment-ko", [text(truth["text"])], outputs=[top])
    value, index, label = strings(answer, logits)[0][0].split(":")
    assert (int(index), label) == (int(np.argmax(truth["logits"])), truth["label"])
    assert abs(float(value) - max(truth["logits"])) <= TOLERANCE


def test_request_id_version_and_other_arguments_are_taken(client: triton.InferenceServerClient) -> None:
    question = case("gru_last")[0]
    for how in (
        {"request_id": "seven"},
        {"model_version": "1"},
        {"priority": 1},
        {"timeout": 30_000_000},
        {"client_timeout": 30.0},
        {"headers": {"x-trace": "1"}},
        {"compression_algorithm": "gzip"},
        {"compression_algorithm": "deflate"},
        {"parameters": {"whatever": "is ignored", "and": 1, "so": 2.5, "on": True}},
    ):
        answer = client.infer("gru_last", [given("input", question.tensors("inputs")["input"])], **how)
        assert np.abs(answer.as_numpy("output") - question.tensors("outputs")["output"]).max() <= TOLERANCE
        response = answer.get_response()
        assert (response.id, response.model_name, response.model_version) == (
            how.get("request_id", ""),
            "gru_last",
            "1",
        )


def test_timeouts_too_short_are_said_by_the_server_and_by_the_client(client: triton.InferenceServerClient) -> None:
    ids = given("input", np.ones((1, 4096), np.int64))
    refused("DEADLINE_EXCEEDED", "", lambda: client.infer("gru_mean_pool", [ids], timeout=1))
    refused("DEADLINE_EXCEEDED", "", lambda: client.infer("gru_mean_pool", [ids], client_timeout=1e-6))


def test_async_infer_many_at_once_each_has_its_answer(client: triton.InferenceServerClient) -> None:
    came: queue.Queue = queue.Queue()
    asked = case("gru_norm_softmax_each") * 4
    for number, question in enumerate(asked):
        client.async_infer(
            "gru_norm_softmax_each",
            [given("input", question.tensors("inputs")["input"])],
            lambda result, error: came.put((result, error)),
            request_id=str(number),
        )
    for _ in asked:
        result, error = came.get(timeout=LIMIT_SECONDS)
        assert error is None, error
        question = asked[int(result.get_response().id)]
        assert np.abs(result.as_numpy("output") - tensor(question.example["outputs"]["output"])).max() <= TOLERANCE


def test_async_infer_cancelled_ends_and_harms_nobody(client: triton.InferenceServerClient) -> None:
    came: queue.Queue = queue.Queue()
    ids = given("input", np.ones((64, 4096), np.int64))
    for _ in range(4):
        client.async_infer("gru_mean_pool", [ids], lambda result, error: came.put((result, error))).cancel()
    for _ in range(4):
        result, error = came.get(timeout=LIMIT_SECONDS)
        # One that was answered before it was cancelled is as good.
        assert result is not None or error.status() == "StatusCode.CANCELLED", error
    question = case("gru_mean_pool")[0]
    answer = client.infer("gru_mean_pool", [given("input", question.tensors("inputs")["input"])])
    assert np.abs(answer.as_numpy("output") - question.tensors("outputs")["output"]).max() <= TOLERANCE


def test_batch_bigger_than_configured_is_refused(client: triton.InferenceServerClient) -> None:
    ids = given("input", np.ones((9, 3), np.int64))
    refused(
        "INVALID_ARGUMENT",
        "inference request batch-size must be <= 8 for 'batched_gru'",
        lambda: client.infer("batched_gru", [ids]),
    )

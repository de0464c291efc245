"""The folder of a model that reads one text and writes another: graphs, tokenizers, manifest, example answers."""

from pathlib import Path

import torch

from training import export, truths
from training.pairs import Languages
from training.pieces import encode
from training.sequence_to_sequence import Network
from training.writing import write


def export_model(network: Network, out: Path) -> float:
    """Writes both graphs; returns the largest difference between them and PyTorch."""
    encoder, decoder = network.encoder, network.decoder
    ids = torch.randint(encoder.embedding.num_embeddings, (5, 70))
    steps = {"steps": {0: "batch", 1: "time"}}
    states = {"asking": {1: "batch"}, "writing": {1: "batch"}}
    free_axes = {"input": {0: "batch", 1: "time"}, **steps, **states}
    path = out / "1" / "encoder.onnx"
    export.export_graph(encoder, path, {"input": ids[:2, :9]}, ["steps", *states], free_axes, half=True)
    worst = export.check_graph(encoder, path, [{"input": ids[:1, :1]}, {"input": ids[:3, :7]}, {"input": ids}])

    def inputs(rows: int, time: int) -> dict[str, torch.Tensor]:
        with torch.no_grad():
            given = encoder(ids[:rows, :time])
        token = torch.randint(decoder.embedding.num_embeddings, (rows,))
        return {"token": token, **dict(zip(["steps", *states], given))}

    free_axes = {"token": {0: "batch"}, **steps, **states, "logits": {0: "batch"}}
    free_axes |= {f"{name}_out": axes for name, axes in states.items()}
    path = out / "1" / "decoder.onnx"
    outputs = ["logits", *(f"{name}_out" for name in states)]
    export.export_graph(decoder, path, inputs(2, 9), outputs, free_axes, half=True)
    return max(worst, export.check_graph(decoder, path, [inputs(1, 1), inputs(3, 7), inputs(5, 70)]))


def write_folder(out: Path, languages: Languages, example: str) -> None:
    beams = f", beam_width: {languages.beam_width}" if languages.beam_width > 1 else ""
    languages.source.save(str(out / "source.json"))
    languages.target.save(str(out / "target.json"))
    (out / "model.yaml").write_text(
        f"""task: many-to-many
input:
  text: {{tokenizer: source.json}}
output:
  text: {{tokenizer: target.json, start: "<s>", stop: "</s>", max_steps: {languages.max_steps}{beams}}}
example: {{text: "{example}"}}
""",
        encoding="utf-8",
    )


def make_truths(network: Network, languages: Languages, texts: list[str]) -> list[dict]:
    examples = []
    for text in texts:
        sources = encode(languages.source, [text])
        ((ids, scores),) = write(network, sources, languages.max_steps, languages.beam_width)
        examples.append(
            {
                "input": text,
                "token_ids": ids,
                "text": languages.target.decode(ids),
                "log_probabilities": truths.rounded(torch.tensor(scores)),
            }
        )
    return examples

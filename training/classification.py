"""What the classifiers of text share: the network, training it, asking it, and its folder of the model repository."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import card, export, loop, truths
from training.data import read_table

UNKNOWN = 0
PIECE_DROPOUT = 0.1  # BPE-dropout: the same word is cut differently every epoch
WORD_DROPOUT = 0.05
Score = Callable[[Tensor, list[int]], float]  # how good logits are, given the labels


@dataclass(frozen=True)
class Split:
    texts: list[str]
    labels: list[int]


class TextClassifier(nn.Module):
    """Reads the pieces from both sides; the two final hidden states decide."""

    def __init__(self, vocabulary: int, classes: int, width: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.recurrent = nn.GRU(width, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=dropout)
        self.input_dropout = nn.Dropout(dropout)
        self.output_dropout = nn.Dropout(dropout)
        self.output = nn.Linear(2 * hidden, classes)
        nn.init.normal_(self.embedding.weight, std=0.3)

    def forward(self, token_ids: Tensor) -> Tensor:
        _, final_states = self.recurrent(self.input_dropout(self.embedding(token_ids)))
        summary = torch.cat([final_states[-2], final_states[-1]], dim=-1)
        return self.output(self.output_dropout(summary))


def read_split(path: Path, labels: list[str], sample: int | None) -> Split:
    """A table with the columns `text` and `label`; a label is given by its name or its index in `labels`."""
    known = {name: index for index, name in enumerate(labels)} | {str(index): index for index in range(len(labels))}
    split = Split([], [])
    for row in read_table(path, ["label", "text"])[:sample]:
        split.labels.append(known[row.one_of("label", list(known))])
        split.texts.append(row["text"])
    return split


def encode(tokenizer: Tokenizer, texts: list[str], piece_dropout: float | None = None) -> list[list[int]]:
    tokenizer.model.dropout = piece_dropout
    encoded = [encoding.ids or [UNKNOWN] for encoding in tokenizer.encode_batch(texts)]
    tokenizer.model.dropout = None
    return encoded


def predict(model: TextClassifier, sequences: list[list[int]]) -> Tensor:
    logits = torch.zeros(len(sequences), model.output.out_features)
    with torch.no_grad():
        for batch in loop.equal_length_batches([len(ids) for ids in sequences], 256, shuffle=False):
            logits[batch] = model(torch.tensor([sequences[index] for index in batch]))
    return logits


def accuracy(logits: Tensor, labels: list[int]) -> float:
    return (logits.argmax(-1) == torch.tensor(labels)).float().mean().item()


def train(
    model: TextClassifier,
    tokenizer: Tokenizer,
    texts: list[str],
    targets: Tensor,
    validation: Split,
    schedule: loop.Schedule,
    batch_size: int = 128,
    score: Score = accuracy,
) -> None:
    """`targets` are how likely each text has each label."""
    validation_ids = encode(tokenizer, validation.texts)

    def batches_of() -> list[tuple[Tensor, Tensor]]:
        sequences = encode(tokenizer, texts, PIECE_DROPOUT)
        batches = loop.equal_length_batches([len(ids) for ids in sequences], batch_size, shuffle=True)
        return [(torch.tensor([sequences[index] for index in batch]), targets[batch]) for batch in batches]

    def loss_of(batch: tuple[Tensor, Tensor]) -> Tensor:
        token_ids, wanted = batch
        dropped = torch.rand(token_ids.shape) < WORD_DROPOUT
        return nn.functional.cross_entropy(model(token_ids.masked_fill(dropped, UNKNOWN)), wanted)

    loop.fit(model, schedule, batches_of, loss_of, lambda: score(predict(model, validation_ids), validation.labels))


def export_model(model: TextClassifier, tokenizer: Tokenizer, out: Path) -> float:
    """Writes the graph with float16 weights; `export.halve_weights` must have rounded the model's before."""
    shapes = [(1, 1), (1, 40), (3, 7), (5, 140)]
    return export.export_token_graph(model, out, tokenizer.get_vocab_size(), False, shapes)


def write_folder(out: Path, tokenizer: Tokenizer, labels: list[str], max_steps: int, example: str) -> None:
    card.write_lines(out / "labels.txt", labels)
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "model.yaml").write_text(
        f"""task: many-to-one
input:
  text: {{tokenizer: tokenizer.json, max_steps: {max_steps}}}
output:
  labels: labels.txt
example: {{text: "{example}"}}
""",
        encoding="utf-8",
    )


def describe(split: Split, logits: Tensor, labels: list[str], right: bool) -> list[tuple[str, str, str]]:
    """Five answers that are right (or wrong), with the score of the label given."""
    given = logits.argmax(-1).tolist()
    scores = logits.softmax(-1).max(-1).values.tolist()
    return [
        (text, labels[label], f"{labels[answer]} ({score:.2f})")
        for text, label, answer, score in zip(split.texts, split.labels, given, scores)
        if (label == answer) == right
    ][:5]


def make_truths(model: TextClassifier, tokenizer: Tokenizer, labels: list[str], texts: list[str]) -> list[dict]:
    examples = []
    for text in texts:
        token_ids = tokenizer.encode(text).ids
        with torch.no_grad():
            logits = model(torch.tensor([token_ids]))[0]
        examples.append(
            {"text": text, "token_ids": token_ids, "logits": truths.rounded(logits), "label": labels[logits.argmax()]}
        )
    return examples

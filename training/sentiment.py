"""Many to one: a Korean film review in, negative or positive out (a two-layer bidirectional GRU).

    python -m training.sentiment --data DIR --out models/sentiment-ko
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn

from training import card, command, export, loop, truths
from training.data import DataError, read_table

LABELS = ["negative", "positive"]
UNKNOWN = 0
VOCABULARY = 8000
PIECE_DROPOUT = 0.1  # BPE-dropout: the same word is cut differently every epoch
WORD_DROPOUT = 0.05


@dataclass(frozen=True)
class Split:
    texts: list[str]
    labels: list[int]


class SentimentModel(nn.Module):
    """Reads the pieces from both sides; the two final hidden states decide."""

    def __init__(self, vocabulary: int, width: int = 72, hidden: int = 128) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.recurrent = nn.GRU(width, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=0.4)
        self.input_dropout = nn.Dropout(0.3)
        self.output_dropout = nn.Dropout(0.5)
        self.output = nn.Linear(2 * hidden, len(LABELS))
        nn.init.normal_(self.embedding.weight, std=0.3)

    def forward(self, token_ids: Tensor) -> Tensor:
        _, final_states = self.recurrent(self.input_dropout(self.embedding(token_ids)))
        summary = torch.cat([final_states[-2], final_states[-1]], dim=-1)
        return self.output(self.output_dropout(summary))


def read_split(data: Path, name: str, sample: int | None) -> Split:
    path = data / "sentiment" / f"{name}.tsv.gz"
    rows = read_table(path, ["label", "text"])[:sample]
    for row in rows:
        if row["label"] not in ("0", "1"):
            raise DataError(f"{path}: label {row['label']!r} is neither 0 nor 1")
    return Split([row["text"] for row in rows], [int(row["label"]) for row in rows])


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Byte-pair encoding over jamo: NFKD takes syllables apart, so endings and typing slips share pieces."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation(behavior="contiguous")]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=["<unk>"], limit_alphabet=400, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str], piece_dropout: float | None = None) -> list[list[int]]:
    tokenizer.model.dropout = piece_dropout
    encoded = [encoding.ids or [UNKNOWN] for encoding in tokenizer.encode_batch(texts)]
    tokenizer.model.dropout = None
    return encoded


def predict(model: SentimentModel, sequences: list[list[int]]) -> Tensor:
    logits = torch.zeros(len(sequences), len(LABELS))
    with torch.no_grad():
        for batch in loop.equal_length_batches([len(ids) for ids in sequences], 256, shuffle=False):
            logits[batch] = model(torch.tensor([sequences[index] for index in batch]))
    return logits


def accuracy(logits: Tensor, labels: list[int]) -> float:
    return (logits.argmax(-1) == torch.tensor(labels)).float().mean().item()


def train(model: SentimentModel, tokenizer: Tokenizer, training: Split, validation: Split, epochs: int) -> None:
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    validation_ids = encode(tokenizer, validation.texts)

    def batches_of() -> list[tuple[Tensor, Tensor]]:
        sequences = encode(tokenizer, training.texts, PIECE_DROPOUT)
        return [
            (torch.tensor([sequences[i] for i in batch]), torch.tensor([training.labels[i] for i in batch]))
            for batch in loop.equal_length_batches([len(ids) for ids in sequences], 128, shuffle=True)
        ]

    def loss_of(batch: tuple[Tensor, Tensor]) -> Tensor:
        token_ids, labels = batch
        dropped = torch.rand(token_ids.shape) < WORD_DROPOUT
        return criterion(model(token_ids.masked_fill(dropped, UNKNOWN)), labels)

    schedule = loop.Schedule(epochs, learning_rate=2e-3)
    loop.fit(model, schedule, batches_of, loss_of, lambda: accuracy(predict(model, validation_ids), validation.labels))

"""What the taggers share: the network, its export and the files beside it."""

from pathlib import Path

from tokenizers import Tokenizer
from torch import Tensor, nn

from training import card, export

UNSCORED = -100  # steps that are not asked for a tag


class Tagger(nn.Module):
    """Every step gets scores of tags."""

    def __init__(self, embedding: nn.Module, width: int, hidden: int, tags: int, dropout: float = 0.3) -> None:
        super().__init__()
        self.embedding = embedding
        self.recurrent = nn.LSTM(width, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=dropout)
        self.input_dropout = nn.Dropout(dropout)
        self.output_dropout = nn.Dropout(dropout + 0.1)
        self.output = nn.Linear(2 * hidden, tags)

    def features(self, token_ids: Tensor) -> Tensor:
        outputs, _ = self.recurrent(self.input_dropout(self.embedding(token_ids)))
        return self.output_dropout(outputs)

    def forward(self, token_ids: Tensor) -> Tensor:
        return self.output(self.features(token_ids))


def export_model(model: nn.Module, out: Path) -> float:
    """Writes the graph, and returns by how much it differs from `model`, whose weights must be halved before."""
    shapes = [(1, 1), (1, 300), (3, 20), (4, 57)]
    return export.export_token_graph(model, out, model.embedding.num_embeddings, True, shapes)


def write_folder(out: Path, tokenizer: Tokenizer, tags: list[str], reading: str, example: str) -> None:
    """`reading` is how the server reads the tags, such as `unit: word`."""
    card.write_lines(out / "tags.txt", tags)
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "model.yaml").write_text(
        f"""task: many-to-many
input:
  text: {{tokenizer: tokenizer.json, max_steps: 2048}}
output:
  tags: {{file: tags.txt, {reading}}}
example: {{text: "{example}"}}
""",
        encoding="utf-8",
    )

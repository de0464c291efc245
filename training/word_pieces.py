"""Steps of a tagger of English: pieces of words (byte-pair encoding), and their embedding.

A word is one to three pieces, not five characters, so that a sentence is a third as long; a word that is not known
still shows its capital and its ending.
"""

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn

UNKNOWN = 0
END_OF_WORD = "</w>"
KINDS = ("capital", "small", "digit", "ascii", "other")  # of a piece's first character
ALPHABET = 200


def train_tokenizer(texts: list[str], vocabulary: int) -> Tokenizer:
    """Composed (NFC), since macOS writes an accented letter as two characters; no piece has a space in it."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix=END_OF_WORD))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<unk>"],
        end_of_word_suffix=END_OF_WORD,
        limit_alphabet=ALPHABET,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


class PieceEmbedding(nn.Module):
    """A vector a piece, plus one that it shares with the same piece in small letters, plus one for its kind.

    `fold` sums them into one plain table, so the exported graph knows nothing of letters.
    """

    def __init__(self, tokenizer: Tokenizer, width: int) -> None:
        super().__init__()
        pieces = tokenizer.get_vocab()
        small_index = {small: index for index, small in enumerate(sorted({piece.lower() for piece in pieces}))}
        self.own = nn.Embedding(len(pieces), width)
        self.small = nn.Embedding(len(small_index), width)
        self.kind = nn.Embedding(len(KINDS), width)
        for table in (self.own, self.small, self.kind):
            nn.init.normal_(table.weight, std=0.2)
        smalls, kinds = torch.zeros(len(pieces), dtype=torch.long), torch.zeros(len(pieces), dtype=torch.long)
        for piece, index in pieces.items():
            smalls[index] = small_index[piece.lower()]
            kinds[index] = kind_of(piece[0])
        self.register_buffer("smalls", smalls)
        self.register_buffer("kinds", kinds)

    def forward(self, token_ids: Tensor) -> Tensor:
        return self.own(token_ids) + self.small(self.smalls[token_ids]) + self.kind(self.kinds[token_ids])

    def fold(self) -> nn.Embedding:
        with torch.no_grad():
            return nn.Embedding.from_pretrained(self(torch.arange(len(self.smalls))))


def kind_of(character: str) -> int:
    tests = (character.isupper(), character.islower(), character.isdigit(), character.isascii(), True)
    return tests.index(True)

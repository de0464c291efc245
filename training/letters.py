"""The embedding of text in Latin script: a capital leans on its small letter, a rare character on its kind."""

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

KINDS = ("capital", "small", "digit", "space", "punctuation", "other")
SMALL_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class LetterEmbedding(nn.Module):
    """A vector a character plus one for its small letter and one for its kind.

    `fold` sums them into one plain table, so the exported graph knows nothing of kinds.
    """

    def __init__(self, tokenizer: Tokenizer, width: int) -> None:
        super().__init__()
        vocabulary = tokenizer.get_vocab()
        self.own = nn.Embedding(len(vocabulary), width)
        self.letter = nn.Embedding(1 + len(SMALL_LETTERS), width)
        self.kind = nn.Embedding(len(KINDS), width)
        for table in (self.own, self.letter, self.kind):
            nn.init.normal_(table.weight, std=0.2)
        letters = torch.zeros(len(vocabulary), dtype=torch.long)
        kinds = torch.full((len(vocabulary),), len(KINDS) - 1)
        for character, index in vocabulary.items():
            if len(character) == 1:
                letters[index] = 1 + SMALL_LETTERS.find(character.lower())
                kinds[index] = kind_of(character)
        self.register_buffer("letters", letters)
        self.register_buffer("kinds", kinds)

    def forward(self, token_ids: Tensor) -> Tensor:
        return self.own(token_ids) + self.letter(self.letters[token_ids]) + self.kind(self.kinds[token_ids])

    def fold(self) -> nn.Embedding:
        with torch.no_grad():
            return nn.Embedding.from_pretrained(self(torch.arange(len(self.letters))))


def kind_of(character: str) -> int:
    tests = (character.isupper(), character.islower(), character.isdigit(), character.isspace(), character.isascii())
    return tests.index(True) if True in tests else len(KINDS) - 1

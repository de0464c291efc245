"""One step a character: the tokenizer of every tagger, and the embedding of the Korean ones."""

from collections import Counter

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from torch import Tensor, nn

UNKNOWN = 0
FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3
MEDIALS, FINALS = 21, 28


def make_tokenizer(texts: list[str], at_least: int) -> Tokenizer:
    """A token a character, the space too. Composed (NFC), since macOS writes a syllable as two or three characters."""
    normalizer = normalizers.NFC()
    counts = Counter(character for text in texts for character in normalizer.normalize_str(text))
    known = [character for character, count in counts.most_common() if count >= at_least]
    vocabulary = {"<unk>": UNKNOWN} | {character: index for index, character in enumerate(known, start=1)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), behavior="isolated")
    tokenizer.decoder = decoders.Fuse()
    return tokenizer


class CharacterEmbedding(nn.Module):
    """A vector a character plus one for each of its jamo: rare syllables lean on the letters they share.

    `fold` sums both into one plain table, so the exported graph knows nothing of jamo.
    """

    def __init__(self, tokenizer: Tokenizer, width: int) -> None:
        super().__init__()
        vocabulary = tokenizer.get_vocab()
        self.own = nn.Embedding(len(vocabulary), width)
        self.jamo = nn.Embedding(1 + 19 + MEDIALS + FINALS, width)
        nn.init.normal_(self.own.weight, std=0.2)
        nn.init.normal_(self.jamo.weight, std=0.2)
        parts = torch.zeros(len(vocabulary), 3, dtype=torch.long)
        for character, index in vocabulary.items():
            if len(character) == 1 and FIRST_SYLLABLE <= ord(character) <= LAST_SYLLABLE:
                initial, rest = divmod(ord(character) - FIRST_SYLLABLE, MEDIALS * FINALS)
                medial, final = divmod(rest, FINALS)
                parts[index] = torch.tensor([1 + initial, 20 + medial, 20 + MEDIALS + final])
        self.register_buffer("parts", parts)

    def forward(self, token_ids: Tensor) -> Tensor:
        return self.own(token_ids) + self.jamo(self.parts[token_ids]).sum(dim=-2)

    def fold(self) -> nn.Embedding:
        with torch.no_grad():
            return nn.Embedding.from_pretrained(self(torch.arange(len(self.parts))))

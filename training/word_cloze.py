"""Pretraining without labels, by words: hide whole words of raw text and let the recurrent layers guess them.

A hidden word is guessed where a tagger reads its tag, at its last piece, and also piece by piece. What stands around a
word says much about its part of speech, so this is what a tagger needs to know of words that it has not met.
"""

from collections import Counter

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn

from training import pretraining

HIDDEN_WORDS = 0.15
PIECE_WEIGHT = 0.5
KNOWN_WORDS = 5000
LONGEST = 64  # pieces of a text that are read
NOT_ASKED = -100


def pretrain(embedding: nn.Module, recurrent: nn.Module, tokenizer: Tokenizer, texts: list[str], epochs: int) -> None:
    """Trains `embedding` and the bidirectional `recurrent` in place; the layers that guess are thrown away.

    The words of `texts` are parted by single spaces, and no piece reaches over a space.
    """
    counts = Counter(word for text in texts for word in text.lower().split(" "))
    number_of = {word: number for number, (word, _) in enumerate(counts.most_common(KNOWN_WORDS))}
    width = 2 * recurrent.hidden_size
    guess_word, guess_piece = nn.Linear(width, KNOWN_WORDS), nn.Linear(width, tokenizer.get_vocab_size())
    encodings = tokenizer.encode_batch(texts)
    wanted_of = [words_at(encoding, text, number_of)[:LONGEST] for encoding, text in zip(encodings, texts)]

    def batch_of(batch: list[int]) -> tuple[Tensor, Tensor, Tensor]:
        return (
            torch.tensor([encodings[index].ids[:LONGEST] for index in batch]),
            torch.tensor([encodings[index].word_ids[:LONGEST] for index in batch]),
            torch.tensor([wanted_of[index] for index in batch]),
        )

    def guesses_of(batch: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        token_ids, place, wanted = batch
        hidden = (torch.rand(place.shape) < HIDDEN_WORDS).gather(1, place)
        hidden[0] |= place[0] == 0  # never none at all
        outputs, _ = recurrent(embedding(token_ids.masked_fill(hidden, pretraining.UNKNOWN)))
        asked = hidden & (wanted != NOT_ASKED)
        return guess_word(outputs[asked]), wanted[asked], guess_piece(outputs[hidden]), token_ids[hidden]

    def loss_of(guesses: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
        words, wanted_words, pieces, wanted_pieces = guesses
        loss = PIECE_WEIGHT * nn.functional.cross_entropy(pieces, wanted_pieces)
        return loss + nn.functional.cross_entropy(words, wanted_words) if len(wanted_words) else loss

    parts = nn.ModuleList([embedding, recurrent, guess_word, guess_piece])
    pretraining.fit(parts, [len(wanted) for wanted in wanted_of], batch_of, guesses_of, loss_of, epochs)


def words_at(encoding: Encoding, text: str, number_of: dict[str, int]) -> list[int]:
    """At a word's last piece the word's number, elsewhere that nothing is asked."""
    numbers = [number_of.get(word, NOT_ASKED) for word in text.lower().split(" ")]
    words = encoding.word_ids
    return [numbers[word] if following != word else NOT_ASKED for word, following in zip(words, [*words[1:], None])]

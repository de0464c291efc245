"""Pretraining without labels, by words: hide whole words of raw text and let the recurrent layers guess them.

A hidden word is guessed where a tagger reads its tag, at the last character, and also letter by letter. What stands
around a word says much about its part of speech, so this is what a tagger needs to know of words that it has not met.
"""

from collections import Counter

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import pretraining

HIDDEN_WORDS = 0.15
HIDDEN_CHARACTERS = 0.03  # of the words left to see
LETTER_WEIGHT = 0.5
KNOWN_WORDS = 5000
LONGEST = 160  # characters of a text that are read
NOT_ASKED = -100


def pretrain(embedding: nn.Module, recurrent: nn.Module, tokenizer: Tokenizer, texts: list[str], epochs: int) -> None:
    """Trains `embedding` and the bidirectional `recurrent` in place; the layers that guess are thrown away.

    The words of `texts` are parted by single spaces.
    """
    counts = Counter(word for text in texts for word in text.lower().split(" "))
    number_of = {word: number for number, (word, _) in enumerate(counts.most_common(KNOWN_WORDS))}
    width = 2 * recurrent.hidden_size
    guess_word, guess_letter = nn.Linear(width, KNOWN_WORDS), nn.Linear(width, tokenizer.get_vocab_size())
    texts = [text[:LONGEST] for text in texts]

    def batch_of(batch: list[int]) -> tuple[Tensor, Tensor, Tensor]:
        chosen = [texts[index] for index in batch]
        words = [words_at(text, number_of) for text in chosen]
        return (
            torch.tensor([encoding.ids for encoding in tokenizer.encode_batch(chosen)]),
            torch.tensor([place for place, _ in words]),
            torch.tensor([wanted for _, wanted in words]),
        )

    def guesses_of(batch: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        token_ids, place, wanted = batch
        hidden = (torch.rand(place.shape) < HIDDEN_WORDS).gather(1, place.clamp(min=0)) & (place >= 0)
        hidden[0] |= place[0] == 0  # never none at all
        unseen = hidden | (torch.rand(place.shape) < HIDDEN_CHARACTERS)
        outputs, _ = recurrent(embedding(token_ids.masked_fill(unseen, pretraining.UNKNOWN)))
        asked = hidden & (wanted != NOT_ASKED)
        return guess_word(outputs[asked]), wanted[asked], guess_letter(outputs[unseen]), token_ids[unseen]

    def loss_of(guesses: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
        words, wanted_words, letters, wanted_letters = guesses
        loss = LETTER_WEIGHT * nn.functional.cross_entropy(letters, wanted_letters)
        return loss + nn.functional.cross_entropy(words, wanted_words) if len(wanted_words) else loss

    parts = nn.ModuleList([embedding, recurrent, guess_word, guess_letter])
    pretraining.fit(parts, [len(text) for text in texts], batch_of, guesses_of, loss_of, epochs)


def words_at(text: str, number_of: dict[str, int]) -> tuple[list[int], list[int]]:
    """For every character the word it is in (-1: a space), and at a word's last character the word's number."""
    place, wanted = [], []
    for index, word in enumerate(text.split(" ")):
        place += [index] * len(word) + [-1]
        wanted += [NOT_ASKED] * (len(word) - 1) + [number_of.get(word.lower(), NOT_ASKED), NOT_ASKED]
    return place[: len(text)], wanted[: len(text)]

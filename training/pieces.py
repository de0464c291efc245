"""Text as pieces for networks that read one text and write another: byte-pair encoding, one tokenizer a side."""

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

UNKNOWN, START, STOP = 0, 1, 2
SPECIAL = ["<unk>", "<s>", "</s>"]
# Signs stand alone, with the space before them if there is one (French puts one before `?`). Apostrophe and hyphen stay
# within words, so that "don't" and "avez-vous" can be one piece.
SIGNS = Regex(r"▁?[^\p{L}\p{M}\p{N}▁'\-]")


def make_tokenizer(texts: list[str], vocabulary: int, lower_case: bool) -> Tokenizer:
    """Learns the pieces of one side. `▁` marks a space before, so decoding restores every space."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tidy = [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    tokenizer.normalizer = normalizers.Sequence(tidy + [normalizers.Lowercase()] * lower_case)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Split(SIGNS, behavior="isolated")]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=SPECIAL, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str], piece_dropout: float | None = None) -> list[list[int]]:
    """With `piece_dropout` the same text is cut differently each time: BPE-dropout, for training only."""
    if piece_dropout is None:
        return [encoding.ids or [UNKNOWN] for encoding in tokenizer.encode_batch(texts)]
    tokenizer.model.dropout = piece_dropout
    encoded = encode(tokenizer, texts)
    tokenizer.model.dropout = None
    return encoded


def make_character_tokenizer(texts: list[str], at_least: int) -> Tokenizer:
    """A token a character and none for spaces: people space Korean as they like, and mean the same."""
    tokenizer = Tokenizer(models.WordLevel({}, unk_token="<unk>"))
    tidy = [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), "")]
    tokenizer.normalizer = normalizers.Sequence(tidy)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), behavior="isolated")
    trainer = trainers.WordLevelTrainer(min_frequency=at_least, special_tokens=SPECIAL, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer

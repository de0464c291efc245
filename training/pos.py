"""Many to many, aligned: the characters of a Korean sentence in, a part of speech per word out (a two-layer BiLSTM).

    python -m training.pos --data DIR --out models/pos-ko
"""

import random
from collections import Counter
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import card, characters, command, export, loop, pretraining, truths
from training.words import Word, joined, last_steps, most_frequent_tag_accuracy, read_sentences, text_of

UNSCORED = -100  # steps inside a word, and the spaces between words
CHARACTER_DROPOUT = 0.03
FINE_TAG_WEIGHT = 0.5
PRETRAINING_EPOCHS = 1


class Tagger(nn.Module):
    """Every character is a step; a word's tag is read at the word's last character."""

    def __init__(self, embedding: nn.Module, width: int, hidden: int, tags: int) -> None:
        super().__init__()
        self.embedding = embedding
        self.recurrent = nn.LSTM(width, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=0.3)
        self.input_dropout = nn.Dropout(0.3)
        self.output_dropout = nn.Dropout(0.4)
        self.output = nn.Linear(2 * hidden, tags)

    def features(self, token_ids: Tensor) -> Tensor:
        outputs, _ = self.recurrent(self.input_dropout(self.embedding(token_ids)))
        return self.output_dropout(outputs)

    def forward(self, token_ids: Tensor) -> Tensor:
        return self.output(self.features(token_ids))


def targets_of(sentence: list[Word], index_of: dict[str, int], fine_index_of: dict[str, int]) -> tuple[list, list]:
    length = len(text_of(sentence))
    tags, fine_tags = [UNSCORED] * length, [UNSCORED] * length
    for word, step in zip(sentence, last_steps(sentence)):
        tags[step] = index_of.get(word.tag, UNSCORED)
        fine_tags[step] = fine_index_of.get(word.fine_tag, 0)
    return tags, fine_tags


def train(model: Tagger, tokenizer: Tokenizer, tags: list[str], training: list[list[Word]],
          validation: list[list[Word]], epochs: int) -> None:
    index_of = {tag: index for index, tag in enumerate(tags)}
    counts = Counter(word.fine_tag for sentence in training for word in sentence)
    fine_tags = ["other"] + [tag for tag, count in counts.most_common() if count >= 3]
    fine_index_of = {tag: index for index, tag in enumerate(fine_tags)}
    fine_output = nn.Linear(model.output.in_features, len(fine_tags))
    parts = nn.ModuleList([model, fine_output])

    def batches_of() -> list[tuple[Tensor, Tensor, Tensor]]:
        # A third of the sentences is read as people write them, so that such text is understood too.
        sentences = [joined(sentence) if random.random() < 0.3 else sentence for sentence in training]
        ids = [tokenizer.encode(text_of(sentence)).ids for sentence in sentences]
        targets = [targets_of(sentence, index_of, fine_index_of) for sentence in sentences]
        return [
            (
                torch.tensor([ids[i] for i in batch]),
                torch.tensor([targets[i][0] for i in batch]),
                torch.tensor([targets[i][1] for i in batch]),
            )
            for batch in loop.equal_length_batches([len(sequence) for sequence in ids], 16, shuffle=True)
        ]

    def loss_of(batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        token_ids, wanted, fine_wanted = batch
        dropped = torch.rand(token_ids.shape) < CHARACTER_DROPOUT
        features = model.features(token_ids.masked_fill(dropped, characters.UNKNOWN))
        scored = wanted != UNSCORED
        features = features[scored]
        loss = nn.functional.cross_entropy(model.output(features), wanted[scored], label_smoothing=0.05)
        fine_loss = nn.functional.cross_entropy(fine_output(features), fine_wanted[scored])
        return loss + FINE_TAG_WEIGHT * fine_loss

    schedule = loop.Schedule(epochs, learning_rate=2e-3, patience=8)
    loop.fit(parts, schedule, batches_of, loss_of, lambda: accuracy(model, tokenizer, tags, validation))


def predict(model: Tagger, tokenizer: Tokenizer, tags: list[str], sentence: list[Word]) -> list[str]:
    with torch.no_grad():
        logits = model(torch.tensor([tokenizer.encode(text_of(sentence)).ids]))[0]
    return [tags[index] for index in logits[last_steps(sentence)].argmax(-1).tolist()]


def accuracy(model: Tagger, tokenizer: Tokenizer, tags: list[str], sentences: list[list[Word]]) -> float:
    right = total = 0
    for sentence in sentences:
        answers = predict(model, tokenizer, tags, sentence)
        right += sum(answer == word.tag for answer, word in zip(answers, sentence))
        total += len(sentence)
    return right / total


def export_model(model: Tagger, out: Path) -> float:
    vocabulary = model.embedding.num_embeddings
    free_axes = {"input": {0: "batch", 1: "time"}, "output": {0: "batch", 1: "time"}}
    path = out / "1" / "model.onnx"
    export.export_graph(model, path, {"input": torch.randint(vocabulary, (2, 9))}, ["output"], free_axes)
    shapes = [(1, 1), (1, 300), (3, 20), (4, 57)]
    return export.check_graph(model, path, [{"input": torch.randint(vocabulary, shape)} for shape in shapes])


def write_folder(out: Path, tokenizer: Tokenizer, tags: list[str]) -> None:
    card.write_lines(out / "tags.txt", tags)
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "model.yaml").write_text(
        """task: many-to-many
input:
  text: {tokenizer: tokenizer.json, max_steps: 2048}
output:
  tags: {file: tags.txt, unit: word}
example: {text: "나는 어제 학교에서 친구를 만났다"}
""",
        encoding="utf-8",
    )


def describe(answers: list[list[str]], sentences: list[list[Word]], right: bool) -> list[tuple[str, str, str]]:
    rows = []
    for given, sentence in zip(answers, sentences):
        wrong = [(word, answer) for word, answer in zip(sentence, given) if word.tag != answer]
        if len(sentence) > 12 or bool(wrong) == right:
            continue
        shown = [(word, word.tag) for word in sentence] if right else wrong
        rows.append((
            text_of(sentence),
            " ".join(f"{word.form}/{word.tag}" for word, _ in shown),
            " ".join(f"{word.form}/{answer}" for word, answer in shown),
        ))
    return rows[:5]


def make_truths(model: Tagger, tokenizer: Tokenizer, tags: list[str], texts: list[str]) -> list[dict]:
    examples = []
    for text in texts:
        token_ids = tokenizer.encode(text).ids
        with torch.no_grad():
            logits = model(torch.tensor([token_ids]))[0]
        words, start = [], 0
        for form in text.split(" "):
            end = start + len(form)
            words.append({"text": form, "start": start, "end": end, "tag": tags[logits[end - 1].argmax()]})
            start = end + 1
        examples.append({"text": text, "token_ids": token_ids, "logits": truths.rounded(logits), "words": words})
    return examples


ODD_TEXTS = [
    "나", "👍🏽 최고 !", "I love 서울 .", "ㅋㅋㅋ 진짜 ?",
    "나는 어제 학교에서 친구를 만났다.", "뷁쉟 꿻은 e-mail로 보냈다",
]


def make_card(tagged: list[list[str]], test: list[list[Word]], figures: dict[str, float], parameters: int, size: int,
              difference: float, sample: int | None) -> card.Card:
    return card.Card(
        title="pos-ko: parts of speech of Korean words",
        summary="""
            Many to many, aligned. Text in; a universal part of speech (UPOS) per word out, a word being what
            stands between spaces.
        """,
        data="""
            UD_Korean-GSD r2.10 (Chun, Han, Hwang, Choi, LREC 2018; McDonald et al., ACL 2013), CC BY-SA 4.0:
            3,946 sentences to train, the treebank's own dev (950) to choose and test (989) to report. Its
            annotations are by Google, which claims no copyright in the underlying text. Pretrained without
            labels on 72,000 sentences of UD_Korean-GSD (train), UD_Korean-Kaist, KLUE v1.1 (Park et al.,
            arXiv 2105.09680), KorSTS (Ham et al., arXiv 2004.03289) and StyleKQC (Cho et al., arXiv
            2103.13439), all CC BY-SA 4.0; Tatoeba (tatoeba.org, CC BY 2.0 FR); NSMC (CC0 1.0). Sentences of
            GSD's dev and test were left out of that. The model is published under CC BY-SA 4.0.
        """,
        architecture="""
            One step a character. Embedding 64 wide (in training a vector per character plus its jamo, summed
            into one table at export), two bidirectional LSTM layers of 160, one linear layer; a word's tag is
            read at its last character. First trained to guess hidden characters of raw text, then to tag, with
            the treebank's finer tags as a second target that is dropped at export.
        """,
        parameters=parameters,
        bytes=size,
        difference=difference,
        figures=[
            card.Figure("**share of words tagged right**", f"**{figures['test']:.1%}**"),
            card.Figure("the same, punctuation attached to the word before it", f"{figures['joined']:.1%}"),
            card.Figure("bidirectional GRU (known)", "93.1%"),
            card.Figure("every word's most frequent tag, NOUN if unseen", f"{figures['frequent']:.1%}"),
        ],
        method=f"""
            Over all {sum(map(len, test)):,} words of the treebank's test split, punctuation included, the
            treebank's own words given (joined by single spaces), each sentence read once at its own length. The
            test split is for reporting only. Of its sentences 33 also stand in dev, on which the epoch was
            chosen; none stands in train.
        """,
        limits="""
            GSD's tags are coarse and sometimes odd: hardly any PROPN, no SCONJ. Text is
            read best with punctuation split off; a word with punctuation attached gets the tag of the word.
            Written language; chat, dialect and old spelling were not tested. X, INTJ, PART
            and AUX are too rare in training to be relied on.
        """,
        headings=("sentence", "right tags (of the words in question)", "answer"),
        good=describe(tagged, test, right=True),
        bad=describe(tagged, test, right=False),
        sample=sample,
    )


def main() -> None:
    options = command.parse(__doc__, epochs=18)
    training, validation, test = (
        read_sentences(options.data, name, options.sample) for name in ("train", "val", "test")
    )
    tags = sorted({word.tag for sentence in training for word in sentence})
    texts = characters.read_raw_texts(options.data, options.sample)
    tokenizer = characters.make_tokenizer(texts, at_least=2)
    embedding = characters.CharacterEmbedding(tokenizer, width=64)
    model = Tagger(embedding, 64, 160, len(tags))

    def pretrain_and_train() -> None:
        command.load_or_train(
            nn.ModuleList([embedding, model.recurrent]),
            options.weights and options.weights.with_suffix(".pretrained"),
            lambda: pretraining.pretrain(
                embedding, model.recurrent, [encoding.ids for encoding in tokenizer.encode_batch(texts)],
                tokenizer.get_vocab_size(), PRETRAINING_EPOCHS,
            ),
        )
        train(model, tokenizer, tags, training, validation, options.epochs)

    command.load_or_train(model, options.weights, pretrain_and_train)
    model.embedding = embedding.fold()
    difference = export_model(model, options.out)
    write_folder(options.out, tokenizer, tags)
    tagged = [predict(model, tokenizer, tags, sentence) for sentence in test]
    figures = {
        "test": accuracy(model, tokenizer, tags, test),
        "joined": accuracy(model, tokenizer, tags, [joined(sentence) for sentence in test]),
        "frequent": most_frequent_tag_accuracy(training, test),
    }
    size, parameters = export.check_budget(options.out), export.count_parameters(model)
    card.write_card(options.out, make_card(tagged, test, figures, parameters, size, difference, options.sample))
    if options.truths:
        short = [text_of(sentence) for sentence in test if len(text_of(sentence)) <= 60][:18]
        truths.write_truths(options.truths, options.out.name, make_truths(model, tokenizer, tags, short + ODD_TEXTS))
    print(f"test accuracy {figures['test']:.4f}, punctuation attached {figures['joined']:.4f}, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    command.run(main)

"""Many to many, aligned: the characters of a Korean sentence in, tags of named entities out (a two-layer BiLSTM).

    python -m training.entities --data DIR --out models/ner-ko

A few thousand sentences are tagged, so the network learns from more than them: from raw text (hidden characters), from
two treebanks (morphemes, beside the entities) and from what it says by then of raw text. A small network on top makes
the tags of neighbouring steps agree.
"""

import torch
from tokenizers import Tokenizer

from training import card, characters, command, entities_card, export, truths
from training.entity_training import Corpus, Training, found_in, measured, predict, read_corpus
from training.spans import Agreement, Gazetteer, agreement, entities_of
from training.steady_tagger import SteadyTagger
from training.taggers import Tagger, export_model, write_folder

WIDTH = 64
HIDDEN = 128  # few sentences: a narrower network learns as much from them, and faster
DROPOUT = 0.2
EXAMPLE = "손흥민은 2015년 8월 토트넘으로 옮겨 런던에서 10년을 뛰었다."
ODD_TEXTS = [
    "김",
    "👍🏽 봉준호 최고 👍🏽",
    "Tom Hanks met 아이유 in Seoul on 3 May.",
    "ㅋㅋㅋㅋㅋ 10점",
    "東京で田中さんに会った。",
    "뷁쉟 꿻은 12:30에 e-mail로 보냈다\n그리고\t끝",
    " " * 3 + "이순신" + " " * 3,
    " ".join(["이재용 삼성전자 부회장은 17일 오후 서울중앙지법에 나왔다."] * 8),
]


def make_truths(model: SteadyTagger, tokenizer: Tokenizer, tags: list[str], texts: list[str]) -> list[dict]:
    examples = []
    for text in texts:
        token_ids = tokenizer.encode(text).ids
        with torch.no_grad():
            logits = model(torch.tensor([token_ids]))[0]
        examples.append(
            {
                "text": text,
                "token_ids": token_ids,
                "logits": truths.rounded(logits),
                "entities": [
                    {
                        "text": text[entity.start : entity.end],
                        "start": entity.start,
                        "end": entity.end,
                        "type": entity.kind,
                    }
                    for entity in found_in([logits], tags)[0]
                ],
            }
        )
    return examples


def gazetteer(corpus: Corpus) -> Agreement:
    baseline = Gazetteer(
        [tagged.text for tagged in corpus.training], [entities_of(tagged.tags) for tagged in corpus.training]
    )
    found = [baseline.entities(tagged.text) for tagged in corpus.test]
    return agreement(found, [entities_of(tagged.tags) for tagged in corpus.test])


def main() -> None:
    options = command.parse(__doc__, epochs=12)
    corpus = read_corpus(options.data, options.sample)
    tags = sorted({tag for tagged in corpus.training for tag in tagged.tags})
    tokenizer = characters.make_tokenizer(corpus.news + corpus.reviews, at_least=2)
    embedding = characters.CharacterEmbedding(tokenizer, WIDTH)
    model = SteadyTagger(Tagger(embedding, WIDTH, HIDDEN, len(tags), DROPOUT))
    training = Training(corpus, tokenizer, tags, options.epochs, options.weights)
    command.load_or_train(model, options.weights, lambda: training.run(model))
    model.tagger.embedding = embedding.fold()
    export.halve_weights(model)
    difference = export_model(model, options.out)
    write_folder(options.out, tokenizer, tags, "unit: step, scheme: bio", EXAMPLE)
    scores = predict(model, tokenizer, [tagged.text for tagged in corpus.test])
    result, baseline = measured(scores, tags, corpus.test), gazetteer(corpus)
    size = export.check_budget(options.out)
    written = entities_card.Measured(
        found_in(scores, tags),
        corpus.test,
        result,
        {kind: measured(scores, tags, corpus.test, kind) for kind in entities_card.KINDS},
        baseline,
        export.count_parameters(model),
        size,
        difference,
        options.sample,
    )
    card.write_card(options.out, entities_card.make_card(written))
    if options.truths:
        texts = [tagged.text for tagged in corpus.test if len(tagged.text) <= 60][:18] + ODD_TEXTS
        truths.write_truths(options.truths, options.out.name, make_truths(model, tokenizer, tags, texts))
    print(
        f"test F1 {result.f1:.4f} (precision {result.precision:.4f}, recall {result.recall:.4f}), "
        f"longest match {baseline.f1:.4f}, {size / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    command.run(main)

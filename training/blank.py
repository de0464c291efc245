"""Many to one, from both sides: a Korean sentence with a blank in, ranked words out (a two-layer bidirectional GRU).

python -m training.blank --data DIR --out models/blank-ko
"""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training import blank_card, blanks, card, command, export, metrics, truths
from training.blank_network import BlankModel, predict
from training.blank_training import BlankTraining
from training.blanks import BLANK, Answers, Row


def share_within(scores: Tensor, wanted: list[int], first: int) -> float:
    return metrics.share_within(scores.argsort(descending=True, stable=True)[:, :first].tolist(), wanted, first).value


def export_model(model: BlankModel, out: Path) -> float:
    shapes = [(1, 1), (1, 256), (3, 20), (5, 41)]
    return export.export_token_graph(model, out, model.embedding.num_embeddings, True, shapes)


def write_folder(out: Path, tokenizer: Tokenizer, answers: Answers) -> None:
    card.write_lines(out / "words.txt", answers.words)
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "model.yaml").write_text(
        f"""task: many-to-one
input:
  text: {{tokenizer: tokenizer.json, max_steps: 256}}
output:
  blank: {{file: words.txt, token: "{BLANK}"}}
example: {{text: "운동을 열심히 하는 것은 {BLANK}을 늘리는데 효과적이다"}}
""",
        encoding="utf-8",
    )


ODD_TEXTS = [
    "[ ]",
    "[ ]을 좋아해요",
    "오늘은 [ ]",
    "나는 [ ] 좋아해",
    "  운동을   열심히 하면  [ ]이\t늘어난다  ",
    "👍👍 [ ]이 최고 😭",
    "I love [ ]",
    "今日は[ ]が好きです",
    "뷁쉟 [ ]은 꿻",
    "1+1=[ ]",
    "첫 줄\n[ ]는 둘째 줄",
    "운동을 열심히 하는 것은 [ ]을 늘리는데 효과적이다",
    "아주 길고 긴 이야기가 끝없이 이어지고 " * 18 + "[ ]이 " + "다시 처음부터 이어지는 이야기 " * 18,
]


def make_truths(model: BlankModel, tokenizer: Tokenizer, answers: Answers, texts: list[str]) -> list[dict]:
    examples = []
    for text in texts:
        token_ids = tokenizer.encode(text).ids
        step = token_ids.index(tokenizer.token_to_id(BLANK))
        with torch.no_grad():
            shares, best = model(torch.tensor([token_ids]))[0, step].softmax(-1).sort(descending=True)
        ranked = [[answers.words[answer], share] for answer, share in zip(best.tolist(), truths.rounded(shares[:10]))]
        examples.append({"text": text, "token_ids": token_ids, "blank_step": step, "ranked": ranked})
    return examples


def measure(model: BlankModel, tokenizer: Tokenizer, answers: Answers, test: list[Row]) -> dict[str, float]:
    """The same network with both sides of the blank, and with one of them taken away."""
    views = {
        "": predict(model, tokenizer, [row.text for row in test]),
        "left_": predict(model, tokenizer, [row.left_only for row in test]),
        "right_": predict(model, tokenizer, [row.right_only for row in test]),
        "usual_": torch.tensor([answers.counts] * len(test)),
    }
    wanted = [row.answer for row in test]
    return {
        f"{view}top_{first}": share_within(scores, wanted, first) for view, scores in views.items() for first in (1, 5)
    }


def main() -> None:
    options = command.parse(__doc__, epochs=6)
    answers = blanks.read_answers(options.data)
    training, validation, test = (
        blanks.read_rows(options.data, name, answers, options.sample) for name in ("train", "val", "test")
    )
    sentences = [f"{row.left} {answers.words[row.answer]}{row.right}" for row in training]
    tokenizer = command.load_or_make_tokenizer(options.weights, lambda: blanks.train_tokenizer(sentences))
    model = BlankModel(tokenizer.get_vocab_size(), len(answers.words))
    lessons = BlankTraining(
        model, tokenizer, answers, training, validation, options.weights and options.weights.with_suffix(".best")
    )
    command.load_or_train(model, options.weights, lambda: lessons.learn_and_refine(options.epochs))
    export.halve_weights(model)
    difference = export_model(model, options.out)
    write_folder(options.out, tokenizer, answers)
    figures = measure(model, tokenizer, answers, test)
    size, parameters = export.check_budget(options.out), export.count_parameters(model)
    described = blank_card.Measured(figures, parameters, size, difference, options.sample)
    scores = predict(model, tokenizer, [row.text for row in test])
    card.write_card(options.out, blank_card.make_card(described, answers, test, scores))
    if options.truths:
        texts = [row.text for row in test[:18]] + ODD_TEXTS
        truths.write_truths(options.truths, options.out.name, make_truths(model, tokenizer, answers, texts))
    print("  ".join(f"{name} {value:.4f}" for name, value in figures.items()), f" {size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    command.run(main)

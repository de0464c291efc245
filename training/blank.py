"""Many to one, from both sides: a Korean sentence with a blank in, ranked words out (a two-layer bidirectional GRU).

python -m training.blank --data DIR --out models/blank-ko
"""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import blank_card, blanks, card, command, export, loop, metrics, truths
from training.blank_network import BlankModel, ComposedScores, PieceGuesser
from training.blanks import BLANK, UNKNOWN, Answers, Blanker, Row

PIECE_DROPOUT = 0.05  # share of pieces that are hidden in training
GUESSING_WEIGHT = 0.4
STRENGTHS = [step / 10 for step in range(11)]  # how much of the nouns' frequency may be taken out of the scores


def encode(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def predict(model: BlankModel, tokenizer: Tokenizer, texts: list[str]) -> Tensor:
    """The scores of all answers for the one blank of every text."""
    sequences = encode(tokenizer, texts)
    scores = torch.zeros(len(texts), model.scores.out_features)
    with torch.no_grad():
        for batch in loop.equal_length_batches([len(ids) for ids in sequences], 128, shuffle=False):
            token_ids = torch.tensor([sequences[index] for index in batch])
            near, far = model.read(token_ids)
            blank = token_ids == tokenizer.token_to_id(BLANK)
            scores[batch] = model.scores(model.summarise(near[blank], far[blank]))
    return scores


def mean_reciprocal_rank(scores: Tensor, wanted: list[int]) -> float:
    """1 where the right answer is ranked first, 1/2 where second: jumps less from pass to pass than a share."""
    ranks = (scores > scores.gather(1, torch.tensor(wanted)[:, None])).sum(1) + 1
    return (1 / ranks).mean().item()


def share_within(scores: Tensor, wanted: list[int], first: int) -> float:
    return metrics.share_within(scores.argsort(descending=True, stable=True)[:, :first].tolist(), wanted, first).value


def train(
    model: BlankModel,
    tokenizer: Tokenizer,
    answers: Answers,
    training: list[Row],
    validation: list[Row],
    epochs: int,
    snapshot: Path | None,
) -> None:
    blanker = Blanker(blanks.find_nouns(training, answers))
    blank_id = tokenizer.token_to_id(BLANK)
    composed = ComposedScores(model.embedding, tokenizer, answers.words)
    guesser = PieceGuesser(model.embedding)
    best = 0.0

    def batches_of() -> list[tuple[Tensor, Tensor]]:
        texts, wanted = zip(*blanker.draw_pass())
        sequences = encode(tokenizer, list(texts))
        return [
            (
                torch.tensor([sequences[index] for index in batch]),
                torch.tensor([answer for index in batch for answer in wanted[index]]),
            )
            for batch in loop.equal_length_batches([len(ids) for ids in sequences], 128, shuffle=True)
        ]

    def loss_of(batch: tuple[Tensor, Tensor]) -> Tensor:
        token_ids, wanted = batch
        blank = token_ids == blank_id
        dropped = (torch.rand(token_ids.shape) < PIECE_DROPOUT) & ~blank
        near, far = model.read(token_ids.masked_fill(dropped, UNKNOWN))
        scores = composed(model.summarise(near[blank], far[blank]))
        loss = nn.functional.cross_entropy(scores, wanted, label_smoothing=0.05)
        return loss + GUESSING_WEIGHT * guesser.loss(near, token_ids, ~blank & (token_ids != UNKNOWN))

    def score_of() -> float:
        nonlocal best
        composed.fold_into(model.scores)
        scores = predict(model, tokenizer, [row.text for row in validation])
        score = mean_reciprocal_rank(scores, [row.answer for row in validation])
        if snapshot is not None and score > best:  # without what only training needs, so that it can be exported
            snapshot.parent.mkdir(parents=True, exist_ok=True)
            torch.save(model.state_dict(), snapshot)
        best = max(best, score)
        return score

    parts = nn.ModuleList([model, composed, guesser])
    loop.fit(parts, loop.Schedule(epochs, learning_rate=3e-3), batches_of, loss_of, score_of)


def flatten_prior(model: BlankModel, tokenizer: Tokenizer, answers: Answers, validation: list[Row]) -> float:
    """Takes part of the nouns' frequency out of the scores: one noun is 900 times in training, but 25 times in a test.

    How much is chosen on the validation split, and goes into the bias.
    """
    scores = predict(model, tokenizer, [row.text for row in validation])
    logarithms = torch.tensor(answers.counts).float().log()
    wanted = [row.answer for row in validation]

    def quality(strength: float) -> float:
        flattened = scores - strength * logarithms
        return share_within(flattened, wanted, 1) + share_within(flattened, wanted, 5)

    strength = max(STRENGTHS, key=quality)
    with torch.no_grad():
        model.scores.bias -= strength * logarithms
    return strength


def export_model(model: BlankModel, out: Path) -> float:
    vocabulary = model.embedding.num_embeddings
    free_axes = {"input": {0: "batch", 1: "time"}, "output": {0: "batch", 1: "time"}}
    path = out / "1" / "model.onnx"
    token_ids = torch.randint(vocabulary, (2, 9))
    export.export_graph(model, path, {"input": token_ids}, ["output"], free_axes, half=True)
    shapes = [(1, 1), (1, 256), (3, 20), (5, 41)]
    return export.check_graph(model, path, [{"input": torch.randint(vocabulary, shape)} for shape in shapes])


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
    tokenizer = blanks.train_tokenizer([f"{row.left} {answers.words[row.answer]}{row.right}" for row in training])
    model = BlankModel(tokenizer.get_vocab_size(), len(answers.words))
    snapshot = options.weights and options.weights.with_suffix(".best")
    command.load_or_train(
        model,
        options.weights,
        lambda: train(model, tokenizer, answers, training, validation, options.epochs, snapshot),
    )
    strength = flatten_prior(model, tokenizer, answers, validation)
    export.halve_weights(model)
    difference = export_model(model, options.out)
    write_folder(options.out, tokenizer, answers)
    figures = measure(model, tokenizer, answers, test)
    size, parameters = export.check_budget(options.out), export.count_parameters(model)
    described = blank_card.Measured(figures, strength, parameters, size, difference, options.sample)
    scores = predict(model, tokenizer, [row.text for row in test])
    card.write_card(options.out, blank_card.make_card(described, answers, test, scores))
    if options.truths:
        texts = [row.text for row in test[:18]] + ODD_TEXTS
        truths.write_truths(options.truths, options.out.name, make_truths(model, tokenizer, answers, texts))
    print("  ".join(f"{name} {value:.4f}" for name, value in figures.items()), f" {size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    command.run(main)

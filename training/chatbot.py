"""Many to many: a Korean sentence in, a reply out, piece by piece.

python -m training.chatbot --data DIR --out models/chat-ko
"""

from collections import Counter
from pathlib import Path

from training import card, command, export, loop, truths
from training.bleu import corpus_bleu
from training.data import read_table
from training.nearest import nearest_answers
from training.pairs import Languages, Question, Recipe, answers_of, grouped, load_or_train
from training.pieces import make_character_tokenizer, make_tokenizer
from training.sequence_to_sequence import Network, Sizes
from training.writers import export_model, make_truths, write_folder

PIECES = 2000  # of the replies
AT_LEAST = 2  # times that a character must be seen to be known
MAX_STEPS = 40
BEAMS = 4  # greedy mixes replies up: what is likely piece by piece is often no reply as a whole
SHOWN = 20
ODD_TEXTS = [
    "응",
    "?",
    "😂😂😂",
    "Hello, how are you?",
    "안녕하세요!!!",
    "  배   고파  ",
    "ㅠㅠ",
    "12시 땡!",
    (
        "어제 오래 사귄 사람과 헤어졌는데 아무 일도 손에 잡히지 않고 밥도 못 먹겠고 친구들을 만나도 "
        "그 사람 생각만 나서 너무 힘든데 앞으로 어떻게 살아야 할지 모르겠어"
    ),
]


def read_split(data: Path, name: str, sample: int | None) -> list[Question]:
    rows = read_table(data / "chatbot" / f"{name}.tsv.gz", ["question", "answer"])[:sample]
    return grouped([(row["question"], row["answer"]) for row in rows])


def make_languages(training: list[Question]) -> Languages:
    replies = [reply for question in training for reply in question.answers]
    return Languages(
        make_character_tokenizer([question.text for question in training] + replies, AT_LEAST),
        make_tokenizer(replies, PIECES, lower_case=False),
        MAX_STEPS,
        BEAMS,
    )


def make_network(languages: Languages) -> Network:
    return Network(
        Sizes(
            languages.source.get_vocab_size(),
            languages.target.get_vocab_size(),
            embedding=128,
            reading=224,
            steps=160,
            asking=128,
            writing=224,
            dropout=0.1,
        )
    )


def measure(answers: list[str], test: list[Question]) -> dict[str, float]:
    """How near replies are to those of the data, and how various: one that fits every question helps nobody."""
    return {
        "bleu": corpus_bleu(answers, [question.answers for question in test]),
        "distinct": len(set(answers)) / len(answers),
        "most_frequent": Counter(answers).most_common(1)[0][1] / len(answers),
    }


def make_card(
    test: list[Question],
    answers: list[str],
    figures: dict[str, float],
    greedy: dict[str, float],
    known: float,
    nearest: float,
    network: Network,
    size: int,
    difference: float,
    sample: int | None,
) -> card.Card:
    sizes = network.sizes
    return card.Card(
        title="chat-ko: a reply to a Korean sentence",
        summary="Many to many. A sentence of small talk in, a reply out, piece by piece.",
        data="""
            Chatbot_data_for_Korean v1.0 (github.com/songys/Chatbot_data), MIT: 10,288 pairs of question and reply to
            train, 510 to choose, 718 to test, about daily life, parting and love. A question is in one split only;
            replies recur. The model is under the MIT licence as well.
        """,
        architecture=f"""
            `source.json` takes the question as {sizes.source_vocabulary:,} characters without its spaces;
            `target.json` joins {sizes.target_vocabulary:,} byte-pair pieces to the reply. `encoder.onnx`: embedding
            {sizes.embedding} wide, one bidirectional GRU layer of {sizes.reading}; it gives `steps` [batch, time,
            {sizes.steps}] and the first states of the decoder. `decoder.onnx`: a GRU layer of {sizes.asking} follows
            what was written and asks, attention (dot product) looks back at `steps`, a second GRU layer of
            {sizes.writing} and a bottleneck as wide as the embedding write; scores come from the embedding itself.
            Trained with dropout, hidden characters and averaged weights, and without label smoothing: it shall know
            the replies of the data well.
        """,
        parameters=export.count_parameters(network),
        bytes=size,
        difference=difference,
        figures=[
            card.Figure(f"**BLEU, {BEAMS} beams (as served)**", f"**{figures['bleu']:.2f}**"),
            card.Figure("**different replies, of all given**", f"**{figures['distinct']:.1%}**"),
            card.Figure("the most frequent reply, of all given", f"{figures['most_frequent']:.1%}"),
            card.Figure("replies that are in the training split word for word", f"{known:.1%}"),
            card.Figure("BLEU, greedy (`--beam-width 1`)", f"{greedy['bleu']:.2f}"),
            card.Figure("different replies, greedy", f"{greedy['distinct']:.1%}"),
            card.Figure("BLEU of a GRU with attention after few passes (known)", "6.8"),
            card.Figure("BLEU of looking up the training question that looks most alike", f"{nearest:.2f}"),
        ],
        method=f"""
            sacreBLEU's corpus BLEU (its default tokenizer) over the {len(test):,} different questions of the test
            split, against all their replies there. The test split is for reporting only; the epoch was chosen by BLEU
            on the validation split. Many test questions ask what a training question asks in other words, with the
            same reply: that is why looking up does well here.
        """,
        limits="""
            One question at a time: it remembers nothing of what was said before, knows no facts, and speaks like the
            one author of its data, about daily life, parting and love. About half of the replies below fit (one
            reader's count); others are beside the point, or mix two known replies into what nobody would say. Any
            text gets a reply, also in another script, where it means nothing. Replies are friendly phrases, not
            advice: do not put it where people look for help.
        """,
        headings=("question", "a reply of the data", "answer"),
        good=[(question.text, question.answers[0], answer) for question, answer in zip(test, answers)][:SHOWN],
        bad=[],
        sample=sample,
        license="mit",
        metrics=figures,
        stored="float16",
        answers=f"The first {SHOWN} questions of the test split, as they come: none was left out.",
    )


def main() -> None:
    options = command.parse(__doc__, epochs=24)
    training, validation, test = (read_split(options.data, name, options.sample) for name in ("train", "val", "test"))
    languages = make_languages(training)
    network = make_network(languages)
    recipe = Recipe(
        loop.Schedule(options.epochs, learning_rate=3e-3, patience=options.epochs),
        batch=64,
        answers_a_pass=4,
        label_smoothing=0.0,
        source_dropout=0.1,
    )
    load_or_train(network, languages, training, validation, recipe, options.weights)
    export.halve_weights(network)
    difference = export_model(network, options.out)
    write_folder(options.out, languages, "오늘 너무 피곤해")
    texts = [question.text for question in test]
    answers = answers_of(network, languages, texts, languages.beam_width)
    figures, size = measure(answers, test), export.check_budget(options.out)
    greedy = measure(answers_of(network, languages, texts, 1), test)
    replies = {reply for question in training for reply in question.answers}
    known = sum(answer in replies for answer in answers) / len(answers)
    nearest = measure(nearest_answers(training, texts), test)["bleu"]
    card.write_card(
        options.out,
        make_card(test, answers, figures, greedy, known, nearest, network, size, difference, options.sample),
    )
    if options.truths:
        examples = make_truths(network, languages, texts[:20] + ODD_TEXTS)
        truths.write_truths(options.truths, options.out.name, examples)
    print(f"test {', '.join(f'{name} {value:.4f}' for name, value in figures.items())}, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    command.run(main)

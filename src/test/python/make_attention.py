"""Makes the two attention cases of the zoo: python make_attention.py src/test/resources/zoo

Untrained networks with their answers as PyTorch gives them, one sequence at a time. What matters is that
both files are what an exporter makes of ordinary code.
"""

import json
import sys
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

VOCABULARY, WIDTH, HIDDEN = 40, 12, 16
START, STOP, MAX_STEPS = 1, 2, 12
BEAMS = 4
LIVELINESS = 3.0


class Encoder(nn.Module):
    """Gives its steps, for the decoder to look back at, and the decoder's first states."""

    def __init__(self, cell: type[nn.RNNBase]) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.recurrent = cell(WIDTH, HIDDEN // 2, batch_first=True, bidirectional=True)

    def forward(self, ids: Tensor) -> tuple[Tensor, ...]:
        steps, last = self.recurrent(self.embedding(ids))
        states = last if isinstance(last, tuple) else (last,)
        # Both directions beside each other: [1, batch, hidden].
        return steps, *(torch.cat([state[0], state[1]], dim=1)[None] for state in states)


class Attention(nn.Module):
    """Scores each step of the encoder by the decoder's state: [batch, hidden] to [batch, time]."""

    def __init__(self) -> None:
        super().__init__()
        self.of_state = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.of_steps = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.score = nn.Linear(HIDDEN, 1, bias=False)

    def forward(self, state: Tensor, steps: Tensor) -> tuple[Tensor, Tensor]:
        hidden = torch.tanh(self.of_state(state)[:, None] + self.of_steps(steps))
        weights = torch.softmax(self.score(hidden)[:, :, 0], dim=1)
        return torch.bmm(weights[:, None], steps)[:, 0], weights


class AttentionDecoder(nn.Module):
    """Looks back before each step, and tells at what."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.attention = Attention()
        self.recurrent = nn.GRU(WIDTH + HIDDEN, HIDDEN, batch_first=True)
        self.logits = nn.Linear(2 * HIDDEN, VOCABULARY)

    def forward(self, token: Tensor, encoder_steps: Tensor, hidden: Tensor) -> tuple[Tensor, ...]:
        context, weights = self.attention(hidden[0], encoder_steps)
        step, hidden = self.recurrent(torch.cat([self.embedding(token), context], dim=1)[:, None], hidden)
        return self.logits(torch.cat([step[:, 0], context], dim=1)), hidden, weights


class FeedingDecoder(nn.Module):
    """Looks back after each step, and feeds what it saw into the next: a state besides the LSTM's two."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.attention = Attention()
        self.recurrent = nn.LSTM(WIDTH + HIDDEN, HIDDEN, batch_first=True)
        self.combine = nn.Linear(2 * HIDDEN, HIDDEN)
        self.logits = nn.Linear(HIDDEN, VOCABULARY)

    def forward(self, token: Tensor, encoder_steps: Tensor, h: Tensor, c: Tensor, fed: Tensor) -> tuple[Tensor, ...]:
        step, (h, c) = self.recurrent(torch.cat([self.embedding(token), fed], dim=1)[:, None], (h, c))
        context, _ = self.attention(h[0], encoder_steps)
        fed = torch.tanh(self.combine(torch.cat([step[:, 0], context], dim=1)))
        return self.logits(fed), h, c, fed


def export(module: nn.Module, path: Path, inputs: dict[str, Tensor], outputs: list[str]) -> None:
    axes = {
        "input": {0: "batch", 1: "time"},
        "encoder_steps": {0: "batch", 1: "time"},
        "weights": {0: "batch", 1: "time"},
        **{name: {0: "batch"} for name in ("token", "fed", "fed_out", "logits")},
        **{name: {1: "batch"} for name in ("hidden", "hidden_out", "h", "c", "h_out", "c_out")},
    }
    names = [*inputs, *outputs]
    torch.onnx.export(
        module,
        tuple(inputs.values()),
        str(path),
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes={name: axes[name] for name in names},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)


def greedy(decoder: nn.Module, steps: Tensor, states: tuple[Tensor, ...]) -> list[int]:
    tokens, token = [], START
    while len(tokens) < MAX_STEPS and token != STOP:
        logits, *states = decoder(torch.tensor([token]), steps, *states)[: 1 + len(states)]
        token = int(logits[0].argmax())
        tokens += [token] if token != STOP else []
    return tokens


def beams(decoder: nn.Module, steps: Tensor, states: tuple[Tensor, ...]) -> list[dict]:
    """A plain beam search, score / length, that goes on to the last step however good it is already."""
    live, complete = [(0.0, [], START, states)], []
    for length in range(1, MAX_STEPS + 1):
        candidates = []
        for place, (score, tokens, token, before) in enumerate(live):
            logits, *after = decoder(torch.tensor([token]), steps, *before)[: 1 + len(states)]
            for new, more in enumerate(torch.log_softmax(logits[0].double(), 0).tolist()):
                candidates.append((score + more, place, tokens, new, after))
        candidates.sort(key=lambda candidate: -candidate[0])
        for score, _, tokens, new, _ in candidates[:BEAMS]:
            if new == STOP:
                complete.append((score / length, score, tokens))
        live = [(s, [*t, n], n, a) for s, _, t, n, a in candidates if n != STOP][:BEAMS]
    complete += [(score / MAX_STEPS, score, tokens) for score, tokens, _, _ in live]
    complete.sort(key=lambda output: -output[0])
    return [{"tokens": t, "score": s, "normalised_score": n} for n, s, t in complete[:BEAMS]]


def enliven(module: nn.Module, stop_bias: float = 0) -> nn.Module:
    """Larger weights than networks begin with, so that outputs differ, and a stop now and then."""
    for weights in module.parameters():
        weights.mul_(LIVELINESS)
    if isinstance(module, (AttentionDecoder, FeedingDecoder)):
        module.logits.bias[STOP] += stop_bias
    return module.eval()


def make(folder: Path, what: str, encoder: nn.Module, decoder: nn.Module, fed: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    steps, *states = encoder(torch.zeros(2, 5, dtype=torch.int64))
    names = ["hidden"] if len(states) == 1 else ["h", "c"]
    export(encoder, folder / "encoder.onnx", {"input": torch.zeros(2, 5, dtype=torch.int64)}, ["encoder_steps", *names])
    inputs = {"token": torch.zeros(2, dtype=torch.int64), "encoder_steps": steps, **dict(zip(names, states))}
    if fed:
        inputs["fed"] = torch.zeros(2, HIDDEN)
    outputs = ["logits", *(f"{name}_out" for name in names), "fed_out" if fed else "weights"]
    export(decoder, folder / "decoder.onnx", inputs, outputs)
    examples = []
    for length in (1, 3, 4, 9, 15, 2, 6, 6):
        ids = torch.randint(3, VOCABULARY, (1, length))
        steps, *states = encoder(ids)
        states = (*states, torch.zeros(1, HIDDEN)) if fed else tuple(states)
        data = {"dtype": "int64", "shape": [1, length], "data": ids[0].tolist()}
        examples.append(
            {
                "inputs": {"input": data},
                "tokens": greedy(decoder, steps, states),
                "beams": beams(decoder, steps, states),
            }
        )
    facts = {"name": folder.name, "what": what, "task": "many-to-many", "examples": examples}
    facts |= {"bos": START, "eos": STOP, "max_steps": MAX_STEPS, "beam_width": BEAMS}
    (folder / "case.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    zoo = Path(sys.argv[1])
    torch.set_grad_enabled(False)
    torch.manual_seed(20161018)
    make(
        zoo / "seq2seq_attention",
        "a GRU decoder that attends to its encoder's steps, and gives the weights too",
        enliven(Encoder(nn.GRU)),
        enliven(AttentionDecoder(), stop_bias=2.5),
        fed=False,
    )
    make(
        zoo / "seq2seq_input_feeding",
        "an LSTM decoder that is fed what it attended to: a third state, which begins as zeros",
        enliven(Encoder(nn.LSTM)),
        enliven(FeedingDecoder(), stop_bias=-1),
        fed=True,
    )

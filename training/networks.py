"""The two networks of the captioner: a residual network that sees and a GRU that writes."""

import torch
from torch import Tensor, nn

from training import pictures

HIDDEN = 192
SIZE_OF_MAP = pictures.SIZE // 8  # what three halvings leave of the picture


class ResidualBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(*convolution(width, width), nn.ReLU(), *convolution(width, width))

    def forward(self, images: Tensor) -> Tensor:
        return torch.relu(images + self.inner(images))


def convolution(width_in: int, width_out: int, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(width_in, width_out, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(width_out),
    ]


class Encoder(nn.Module):
    """Picture -> the decoder's first hidden state."""

    def __init__(self, widths: tuple[int, ...] = (32, 64, 96, 128)) -> None:
        super().__init__()
        layers = [*convolution(3, widths[0]), nn.ReLU()]
        for before, width in zip(widths, widths[1:]):
            layers += [*convolution(before, width, stride=2), nn.ReLU(), ResidualBlock(width)]
        self.convolutions = nn.Sequential(*layers)
        # Two learnt weightings of the 4 x 4 positions for every channel: where something is matters, too.
        self.positions = nn.Conv2d(widths[-1], 2 * widths[-1], SIZE_OF_MAP, groups=widths[-1])
        self.dropout = nn.Dropout(0.3)
        self.state = nn.Linear(2 * widths[-1], HIDDEN)

    def features(self, images: Tensor) -> Tensor:
        return self.dropout(self.positions(self.convolutions(images)).flatten(1))

    def forward(self, image: Tensor) -> Tensor:
        return torch.tanh(self.state(self.features(image))).unsqueeze(0)


class Decoder(nn.Module):
    """The last words and the hidden state -> scores of the next word and the new hidden state."""

    def __init__(self, vocabulary: int, width: int = 64, bottleneck: int = 96) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.recurrent = nn.GRU(width, HIDDEN, batch_first=True)
        self.bottleneck = nn.Linear(HIDDEN, bottleneck)
        self.dropout = nn.Dropout(0.3)
        self.output = nn.Linear(bottleneck, vocabulary)

    def forward(self, token: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        outputs, h_out = self.recurrent(self.dropout(self.embedding(token)), h)
        return self.output(self.dropout(self.bottleneck(outputs))), h_out

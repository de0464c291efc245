"""The networks of the captioner: a residual one that sees, and for each language a GRU that writes."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

HIDDEN = 192
WORD_WIDTH = 96
COSINE_SCALE = 16.0


def convolution(width_in: int, width_out: int, size: int = 3, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(width_in, width_out, size, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(width_out),
    ]


class ResidualBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(*convolution(width, width), nn.ReLU(), *convolution(width, width))

    def forward(self, images: Tensor) -> Tensor:
        return torch.relu(images + self.inner(images))


class Positions(nn.Module):
    """Learnt weightings of a map's places for every channel: where something is matters, too."""

    def __init__(self, width: int, places: int, views: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.randn(views, width, places) * places**-0.5)

    def forward(self, maps: Tensor) -> Tensor:
        return (maps.flatten(2).unsqueeze(1) * self.weights).sum(dim=-1).flatten(1)


def looks(images: Tensor) -> list[Tensor]:
    """The pictures as they are, nearer and farther: vendors leave margins of different widths."""
    size = images.shape[-1]
    nearer = images[..., 2 : size - 2, 2 : size - 2]
    farther = functional.pad(images, (2, 2, 2, 2), mode="replicate")
    scaled = [functional.interpolate(look, (size, size), mode="bilinear") for look in (nearer, farther)]
    return [images, *scaled]


class Sight(nn.Module):
    """Picture -> what is seen, in a few hundred numbers. All languages share it."""

    def __init__(self, widths: tuple[int, int, int] = (40, 80, 160)) -> None:
        super().__init__()
        coarse, fine, finest = widths[2], widths[1], widths[0]
        # 4 x 4 x 3 values become 40: the first halving loses little and spares the costliest map, 32 x 32.
        self.halves = nn.Sequential(*convolution(3, finest, size=4, stride=2), nn.ReLU(), ResidualBlock(finest))
        self.quarters = nn.Sequential(*convolution(finest, fine, stride=2), nn.ReLU(), ResidualBlock(fine))
        self.eighths = nn.Sequential(*convolution(fine, coarse, stride=2), nn.ReLU(), ResidualBlock(coarse))
        self.fine_positions = Positions(fine, places=8 * 8, views=1)
        self.coarse_positions = Positions(coarse, places=4 * 4, views=2)
        self.dropout = nn.Dropout(0.3)
        self.width = fine + 2 * coarse

    def forward(self, images: Tensor) -> Tensor:
        fine = self.quarters(self.halves(images))
        coarse = self.eighths(fine)
        return self.dropout(torch.cat([self.fine_positions(fine), self.coarse_positions(coarse)], dim=1))

    def look(self, images: Tensor) -> Tensor:
        """What is seen on average; training looks once only, at pictures that were moved by chance."""
        return torch.stack([self(look) for look in looks(images)]).mean(dim=0)


class Encoder(nn.Module):
    """Picture -> the first hidden state of one language's decoder."""

    def __init__(self, sight: Sight) -> None:
        super().__init__()
        self.sight = sight
        self.state = nn.Linear(sight.width, HIDDEN)

    def first_state(self, seen: Tensor) -> Tensor:
        return torch.tanh(self.state(seen)).unsqueeze(0)

    def forward(self, image: Tensor) -> Tensor:
        return self.first_state(self.sight.look(image))


class Decoder(nn.Module):
    """The last words and the hidden state -> scores of the next word and the new hidden state."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WORD_WIDTH)
        nn.init.normal_(self.embedding.weight, std=WORD_WIDTH**-0.5)
        self.recurrent = nn.GRU(WORD_WIDTH, HIDDEN, batch_first=True)
        self.bottleneck = nn.Linear(HIDDEN, WORD_WIDTH)
        self.dropout = nn.Dropout(0.3)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, token: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        outputs, h_out = self.recurrent(self.dropout(self.embedding(token)), h)
        # One table of words reads and writes. Flat, so that the exporter keeps one copy of it, too.
        flat = self.dropout(self.bottleneck(outputs)).flatten(0, 1)
        scores = functional.linear(flat, self.embedding.weight, self.bias)
        return scores.unflatten(0, (token.shape[0], token.shape[1])), h_out


class CosineClassifier(nn.Module):
    """Scores classes by direction alone, so that a class seen three times is as near as one seen five times."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.directions = nn.Parameter(torch.randn(classes, width) * width**-0.5)

    def forward(self, seen: Tensor) -> Tensor:
        return COSINE_SCALE * functional.linear(functional.normalize(seen), functional.normalize(self.directions))


class Captioner(nn.Module):
    """One network that sees and a writer for each language, trained together."""

    def __init__(self, vocabularies: dict[str, int], things: int) -> None:
        super().__init__()
        self.sight = Sight()
        self.encoders = nn.ModuleDict({language: Encoder(self.sight) for language in vocabularies})
        self.decoders = nn.ModuleDict({language: Decoder(size) for language, size in vocabularies.items()})
        # Which thing it is: a second target of training that is dropped at export.
        self.things = CosineClassifier(self.sight.width, things)

    def fuse(self) -> None:
        """Puts every batch normalisation into the convolution before it, as an exporter does."""
        self.eval()
        for block in [module for module in self.sight.modules() if isinstance(module, nn.Sequential)]:
            for index in range(len(block) - 1):
                if isinstance(block[index], nn.Conv2d) and isinstance(block[index + 1], nn.BatchNorm2d):
                    block[index] = fuse_conv_bn_eval(block[index], block[index + 1])
                    block[index + 1] = nn.Identity()

"""Small pictures as tensors, and the random changes that keep a network from learning one vendor's style."""

import io

import numpy
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

SIZE = 32
MEAN = STANDARD_DEVIATION = 0.5  # the same for every channel; model.yaml says so to the server


def to_tensor(png: bytes) -> Tensor:
    """[3, height, width], normalised; transparent pictures are laid on white."""
    with Image.open(io.BytesIO(png)) as image:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        pixels = numpy.asarray(Image.alpha_composite(white, image).convert("RGB"), dtype=numpy.float32)
    return torch.from_numpy((pixels / 255 - MEAN) / STANDARD_DEVIATION).permute(2, 0, 1).contiguous()


def augment(images: Tensor, may_flip: Tensor) -> Tensor:
    """Moves, bends, flips (where the caption allows it), redraws, recolours a little and blanks a patch."""
    return _erase(_recolour(_redraw(_move(images, may_flip))))


def blend(images: Tensor, others: Tensor, share: float) -> Tensor:
    """Some pictures become a mixture with another of the same thing, here more of one and there more of the other."""
    count = len(images)
    amount = functional.interpolate(torch.rand(count, 1, 3, 3), SIZE, mode="bilinear", align_corners=True)
    return images.lerp(others, amount * (torch.rand(count, 1, 1, 1) < share))


def _between(count: int, low: float, high: float) -> Tensor:
    return torch.empty(count).uniform_(low, high)


def _move(images: Tensor, may_flip: Tensor) -> Tensor:
    count = len(images)
    angle = _between(count, -0.2, 0.2)
    width, height = _between(count, 0.85, 1.2), _between(count, 0.85, 1.2)
    sign = torch.where(may_flip & (torch.rand(count) < 0.5), -1.0, 1.0)
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0], matrix[:, 0, 1] = sign * width * angle.cos(), -height * angle.sin()
    matrix[:, 1, 0], matrix[:, 1, 1] = sign * width * angle.sin(), height * angle.cos()
    matrix[:, :, 2] = torch.empty(count, 2).uniform_(-0.15, 0.15)
    grid = functional.affine_grid(matrix, list(images.shape), align_corners=False)
    bend = functional.interpolate(0.06 * torch.randn(count, 2, 4, 4), SIZE, mode="bicubic", align_corners=True)
    return functional.grid_sample(images, grid + bend.permute(0, 2, 3, 1), padding_mode="border", align_corners=False)


def _redraw(images: Tensor) -> Tensor:
    """Vendors differ in line and finish: gives some pictures outlines, takes them from some, blurs or sharpens some."""
    count = len(images)
    kind = torch.randint(0, 5, (count,))
    lightest = _lightest(images)
    without_lines = -_lightest(-lightest)
    blurred = functional.avg_pool2d(images, 3, stride=1, padding=1, count_include_pad=False)
    changes = [(images - lightest, 0.0, 0.9), (without_lines - images, 0.3, 1.0), (blurred - images, -0.6, 0.8)]
    for number, (change, low, high) in enumerate(changes):
        amount = _between(count, low, high) * (kind == number)
        images = images + amount[:, None, None, None] * change
    return images.clamp(-1, 1)


def _lightest(images: Tensor) -> Tensor:
    """The largest value among every pixel and its eight neighbours (several times as fast as max_pool2d on a CPU)."""
    framed = functional.pad(images, (1, 1, 1, 1), mode="replicate")
    rows = torch.maximum(framed[:, :, :-2].maximum(framed[:, :, 2:]), framed[:, :, 1:-1])
    return torch.maximum(rows[..., :-2].maximum(rows[..., 2:]), rows[..., 1:-1])


def _recolour(images: Tensor) -> Tensor:
    """Mild: a skin tone must stay recognisable. White backgrounds stay white."""
    count = len(images)
    darkness = 1 - images  # 0 is white
    grey = darkness.mean(dim=1, keepdim=True)
    saturation = _between(count, 0.6, 1.3)[:, None, None, None]
    strength = _between(count, 0.8, 1.15)[:, None, None, None]
    tint = torch.empty(count, 3, 1, 1).uniform_(0.92, 1.08)
    return 1 - (grey + (darkness - grey) * saturation) * strength * tint


def _erase(images: Tensor) -> Tensor:
    """Blanks one square of up to a third of the side in half of the pictures."""
    count = len(images)
    side = torch.randint(4, SIZE // 3 + 1, (count, 1, 1))
    left, top = torch.randint(0, SIZE, (count, 1, 1)), torch.randint(0, SIZE, (count, 1, 1))
    columns, rows = torch.arange(SIZE)[None, None, :], torch.arange(SIZE)[None, :, None]
    patch = (columns >= left) & (columns < left + side) & (rows >= top) & (rows < top + side)
    patch &= torch.rand(count, 1, 1) < 0.5
    return images.masked_fill(patch[:, None], 1.0)

"""The network while it learns (PyTorch), and how it becomes the one that ships: see `avatars.engine.sound_net`."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from avatars.engine.sound_encoder import LAYER, LAYERS
from avatars.engine.sound_net import DILATIONS, GIST, LOOK_SCALE, LOOKS, SOUNDS, SoundNet
from avatars.engine.visemes import VISEMES

HEARD_IN = LAYERS * LAYER
NARROW = 64
TAPS = (1, 3, 3, 3)
REACH = sum(d * (k // 2) for d, k in zip(DILATIONS, TAPS, strict=True))
LENGTH, BATCH = 100, 32  # frames looked at together
HEARD_FOR = 2  # epochs with the same examples: to make others takes as long as to learn from them
RATE, WARM_UP = 3e-3, 0.03  # the highest rate of learning, and after which share of the steps it is reached
LOOK_WEIGHT, PULL_WEIGHT = 3.0, 0.7
_ENDS = (len(SOUNDS), len(SOUNDS) + LOOKS)


@dataclass(frozen=True)
class Example:
    """Of each frame of 20 ms. rows: (n, 768) float16; labels: (n,) uint8; mouths: (n, 19) float16."""

    rows: np.ndarray
    labels: np.ndarray
    mouths: np.ndarray


class Learner(nn.Module):
    """(batch, 768, n + 2 * REACH) -> (batch, 46 + 2 + 17, n)."""

    def __init__(self) -> None:
        super().__init__()
        widths = (HEARD_IN, *[GIST] * len(TAPS))
        self.layers = nn.ModuleList(
            nn.Conv1d(a, b, k, dilation=d)
            for a, b, k, d in zip(widths, widths[1:], TAPS, DILATIONS, strict=False)
        )
        self.narrow = nn.Conv1d(GIST, NARROW, 1)
        self.answer = nn.Conv1d(NARROW, len(SOUNDS) + LOOKS + len(VISEMES), 1)
        self.norms = nn.ModuleList(nn.BatchNorm1d(b) for b in (*widths[1:], NARROW))
        self.level = nn.BatchNorm1d(HEARD_IN, affine=False)
        self.miss, self.drop = nn.Dropout(0.2), nn.Dropout(0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.miss(self.level(x))
        for layer, norm in zip(self.layers, self.norms, strict=False):
            y = self.drop(functional.relu(norm(layer(x))))
            cut = (x.shape[2] - y.shape[2]) // 2
            x = y if x.shape[1] != y.shape[1] else y + x[:, :, cut : cut + y.shape[2]]
        return self.answer(functional.relu(self.norms[-1](self.narrow(x))))

    def folded(self) -> SoundNet:
        """With the norms inside the weights."""
        found = []
        for layer, norm in zip((*self.layers, self.narrow), self.norms, strict=True):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            shift = norm.bias - norm.running_mean * scale
            found.append((layer.weight * scale[:, None, None], layer.bias * scale + shift))
        found.append((self.answer.weight, self.answer.bias))
        found[0] = self._levelled(*found[0])
        return SoundNet([(w.detach().numpy(), b.detach().numpy()) for w, b in found])

    def _levelled(self, weight: torch.Tensor, bias: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Of the first layer, for what comes as it is."""
        weight = weight / torch.sqrt(self.level.running_var + self.level.eps)[:, None]
        return weight, bias - (weight * self.level.running_mean[:, None]).sum((1, 2))


def fit(hear: Callable[[], Sequence[Example]], epochs: int, seed: int = 1) -> Iterator[Learner]:
    """The learner after each epoch; `hear`: the examples, other ones each time, of HEARD_FOR epochs. AdamW (Loshchilov
    & Hutter 2019), a short warm-up and a cosine that ends at nothing, in half floats where PyTorch thinks them safe.

    The same examples and seed give the same weights again, on the same kind of processor: by one thread, since several
    would add in an order of their own."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    learner = Learner()
    adam = torch.optim.AdamW(learner.parameters(), RATE, weight_decay=1e-3)
    examples: Sequence[Example] = []
    for epoch in range(epochs):
        if epoch % HEARD_FOR == 0:
            examples = hear()
            weights = _weights(examples)
        learner.train()
        parts = list(parts_of(examples, rng))
        for i, part in enumerate(parts):
            adam.param_groups[0]["lr"] = RATE * _share((epoch + i / len(parts)) / epochs)
            rows, labels, mouths, there = batch(examples, part)
            with torch.autocast("cpu", torch.bfloat16):
                said = learner(rows)
            lost = loss(said.float(), labels, mouths, there, weights)
            adam.zero_grad()
            lost.backward()
            adam.step()
        learner.eval()
        yield learner


def _share(done: float) -> float:
    """Of the highest rate of learning, when so much is done."""
    return min(done / WARM_UP, 0.5 + 0.5 * math.cos(math.pi * done))


def loss(
    said: torch.Tensor, labels: torch.Tensor, mouths: torch.Tensor, there: torch.Tensor, weights: torch.Tensor
) -> torch.Tensor:
    """Of sounds, looks and pulls; `there`: (batch, n), 0 behind an utterance's end."""
    sounds, looks, pulls = said[:, : _ENDS[0]], said[:, _ENDS[0] : _ENDS[1]], said[:, _ENDS[1] :]
    sound = functional.cross_entropy(sounds, labels, weight=weights, reduction="none", label_smoothing=0.05)
    look = ((torch.tanh(looks) * LOOK_SCALE - mouths[:, :LOOKS]) ** 2).mean(1)
    pull = -(mouths[:, LOOKS:] * functional.log_softmax(pulls, 1)).sum(1)
    return ((sound + LOOK_WEIGHT * look + PULL_WEIGHT * pull) * there).sum() / there.sum()


Parts = list[tuple[int, int]]  # which example, and from where


def parts_of(examples: Sequence[Example], rng: np.random.Generator) -> Iterator[Parts]:
    """What is looked at together, in random order."""
    parts = [(i, start) for i, example in enumerate(examples) for start in _begins(example, rng)]
    rng.shuffle(parts)
    for k in range(0, len(parts) - BATCH + 1, BATCH) if len(parts) >= BATCH else [0]:
        yield parts[k : k + BATCH]


def batch(examples: Sequence[Example], parts: Parts) -> tuple[torch.Tensor, ...]:
    """Rows, labels, mouths and what is there."""
    cut = [_part(examples[i], start) for i, start in parts]
    return tuple(torch.from_numpy(np.stack(column)) for column in zip(*cut, strict=True))


def _begins(example: Example, rng: np.random.Generator) -> range:
    count = len(example.labels)
    return range(int(rng.integers(0, 30)) if count > LENGTH else 0, max(1, count - 30), LENGTH)


def _part(example: Example, start: int) -> tuple[np.ndarray, ...]:
    count = min(LENGTH, len(example.labels) - start)
    at = np.clip(np.arange(start - REACH, start + LENGTH + REACH), 0, len(example.labels) - 1)
    labels, there = np.zeros(LENGTH, np.int64), np.zeros(LENGTH, np.float32)
    mouths = np.zeros((LENGTH, example.mouths.shape[1]), np.float32)
    labels[:count], there[:count] = example.labels[start : start + count], 1
    mouths[:count] = example.mouths[start : start + count]
    return example.rows[at].T.astype(np.float32), labels, mouths.T, there


def _weights(examples: Sequence[Example]) -> torch.Tensor:
    """(46,): rare sounds count more."""
    share = np.bincount(np.concatenate([e.labels for e in examples]), minlength=len(SOUNDS)).astype(
        np.float64
    )
    share /= share.sum()
    weights = 1 / np.sqrt(share + 2e-4)
    return torch.tensor(weights / (weights * share).sum(), dtype=torch.float32)

"""Each quarter held out in turn: built from the other three, said from the real sound on the real head motion."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from avatars.engine import Bundle
from avatars.engine.clip import write_clip
from avatars.engine.clock import SLICE_SAMPLES
from avatars.engine.performer import RenderedSlice, shapes_for
from avatars.footage.build import build_bundle
from avatars.footage.quality import Picture, measure_picture, render_with_shapes

from .clips import Clip

MANIFEST = {
    "code": "bench", "name": "Bench", "kind": "own", "synthetic": False, "licence": "measured, then deleted",
}  # fmt: skip
CRF = 10
Say = Callable[["Quarter"], np.ndarray]


@dataclass(frozen=True)
class Quarter:
    """A held-out part of a clip and the bundle that has not seen it."""

    clip: Clip
    part: slice
    bundle: Bundle

    @property
    def frames(self) -> int:
        """A loop may be shorter than the part, where the bundle's memory would not hold it."""
        return min(self.part.stop - self.part.start, len(self.bundle.loops["speak"]))

    def pcm(self, shift: int = 0) -> np.ndarray:
        """Its sound, or that of `shift` frames earlier, going round in the clip."""
        at = np.arange(self.part.start - shift, self.part.start - shift + self.frames) % self.clip.frames
        return self.clip.pcm.reshape(-1, SLICE_SAMPLES)[at].reshape(-1)

    def picture(self) -> Picture:
        """How good its pictures are, given the shapes that were really there."""
        return measure_picture(
            self.bundle.mouth, self.bundle.loops["speak"], np.arange(self.frames), self.allowed()
        )

    def allowed(self) -> np.ndarray:
        """(u,) bool: the units from outside of the part and its neighbourhood; it should be all."""
        source = self.bundle.mouth.filmed.source
        return np.asarray((source < self.part.start - 5) | (source >= self.part.stop + 5))


def quarters(clip: Clip, folder: Path) -> list[Quarter]:
    """All four."""
    found = []
    for i, part in enumerate(clip.quarters()):
        out = folder / f"quarter{i}"
        build_bundle(
            clip.work, out, MANIFEST | {"code": f"{clip.name}-{i}"}, lambda share: None,
            train=clip.train(part), base=part,
        )  # fmt: skip
        found.append(Quarter(clip, part, Bundle.load(out, folder / "cache")))
    return found


def from_sound(quarter: Quarter) -> np.ndarray:
    """The shapes that the avatar makes of the part's own sound."""
    return shapes_for(quarter.bundle, quarter.pcm(), [])[: quarter.frames]


def as_filmed(quarter: Quarter) -> np.ndarray:
    """The shapes that were really there."""
    return quarter.bundle.loops["speak"].filmed.own[: quarter.frames]


def at_rest(quarter: Quarter) -> np.ndarray:
    """A frozen mouth."""
    return np.tile(quarter.bundle.visemes["sil"].shape, (quarter.frames, 1))


def late(quarter: Quarter) -> np.ndarray:
    """The sound comes 200 ms too late to whoever moves the lips."""
    return shapes_for(quarter.bundle, quarter.pcm(5), [])[: quarter.frames]


def shuffled(quarter: Quarter) -> np.ndarray:
    """The right shapes in a wrong order: pieces of 0.6 s."""
    shapes = from_sound(quarter)
    pieces = np.array_split(shapes, max(2, len(shapes) // 15))
    order = np.random.default_rng(5).permutation(len(pieces))
    return np.concatenate([pieces[i] for i in order])


def of_another(other: Clip) -> Say:
    """Lips that say another person's words."""

    def say(quarter: Quarter) -> np.ndarray:
        need = quarter.frames * SLICE_SAMPLES
        pcm = np.resize(other.pcm, need + SLICE_SAMPLES)[:need]
        return shapes_for(quarter.bundle, pcm, [])[: quarter.frames]

    return say


def write_said(found: list[Quarter], say: Say, out: Path) -> Path:
    """The four joined, with the real sound."""
    write_clip(out, _slices(found, lambda q: render_with_shapes(q.bundle, say(q), "speak", q.allowed())), CRF)
    return out


def write_real(found: list[Quarter], out: Path) -> Path:
    """What was filmed, cut and sized as the rendered clip is."""
    write_clip(out, _slices(found, lambda q: islice(q.bundle.loops["speak"].frames, q.frames)), CRF)
    return out


def _slices(
    found: list[Quarter], pictures: Callable[[Quarter], Iterator[np.ndarray]]
) -> Iterator[RenderedSlice]:
    index = 0
    for quarter in found:
        sound = np.round(np.clip(quarter.pcm(), -1, 1) * 32767).astype(np.int16).reshape(-1, SLICE_SAMPLES)
        for image, audio in zip(pictures(quarter), sound, strict=True):
            yield RenderedSlice(index, np.asarray(image), audio, "speak", False)
            index += 1

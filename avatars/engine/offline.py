"""The same performance without a clock: for clips, previews and checks."""

from collections.abc import Iterator, Sequence

import numpy as np

from .background import Background
from .bundle import Bundle
from .performer import Performer, RenderedSlice
from .phonemes import TimedPhoneme


def render_offline(
    bundle: Bundle,
    pcm: np.ndarray,
    phonemes: Sequence[TimedPhoneme],
    seed: int = 0,
    lead_frames: int = 0,
    tail_frames: int = 0,
    background: Background | None = None,
) -> Iterator[RenderedSlice]:
    """The slices in which the avatar says `pcm`, (n,) float32 at 48 kHz, from first sample to last.

    Before and after come as many quiet slices as asked for.
    """
    performer = Performer(bundle, seed, background)
    for _ in range(lead_frames):
        yield performer.next_slice()
    performer.say("offline", pcm, phonemes, last=True)
    while performer.queued_s > 0:
        yield performer.next_slice()
    for _ in range(tail_frames):
        yield performer.next_slice()

"""From timed phonemes to one mouth shape a frame, by dominance functions (Cohen & Massaro 1993).

Each sound pulls the mouth towards its shape with a strength that grows before it and fades after it; the
shape is the mean of all pulls. Two things are certain whatever the neighbours ask: lips meet for p b m and
touch the teeth for f v in at least the frame nearest to the sound, and a pause of more than 0.3 s is at rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .bundle import Viseme
from .clock import FPS
from .phonemes import TimedPhoneme
from .visemes import CLOSURES, LEAD_S, VOWELS, visemes_of

CLOSING_LEAD_S = 0.015  # but lips that meet cut the sound off, so they lead less
SHORT_PAUSE_S, PAUSE_S = 0.12, 0.30
_STEPS = 5  # evaluations a frame
_SMOOTH_S = 0.012
_BLOCK, _FAR_S = 1000, 2.0  # evaluations at a time, and how far sounds are felt: minutes need no more memory
_FALL = 1.6  # how steeply a pull ends: 1 is Cohen & Massaro's exponential, whose tails blur neighbours


@dataclass(frozen=True)
class Segment:
    """One shape asked for from `start_s` to `end_s`; strength scales the viseme's own."""

    viseme: str
    start_s: float
    end_s: float
    strength: float = 1.0


def shape_track(
    phonemes: Sequence[TimedPhoneme],
    duration_s: float,
    visemes: Mapping[str, Viseme],
    fps: float = FPS,
    emphasis: np.ndarray | None = None,
) -> np.ndarray:
    """Mouth shapes (n, k) float32 for the n = ceil(duration_s * fps) frames of a piece of speech.

    emphasis: (n,) how far the mouth goes from rest in each frame, 1 as the visemes say; closures are not weakened.
    """
    n = int(np.ceil(duration_s * fps - 1e-9))
    rest = visemes["sil"].shape
    if n <= 0:
        return np.zeros((0, len(rest)), np.float32)
    spoken = segments(phonemes)
    pauses = _pauses(spoken, duration_s)
    t = (np.arange(n * _STEPS) + 0.5) / (_STEPS * fps)
    track = _dominance_track(t, [*spoken, *pauses], visemes)
    track = _smooth(track, _SMOOTH_S * fps * _STEPS)
    track = _reach(t, track, pauses, rest)
    frames = track.reshape(n, _STEPS, -1).mean(1)
    if emphasis is not None:
        frames = rest + (frames - rest) * emphasis[:n, None]
    return _close(frames, spoken, visemes, fps).astype(np.float32)


def segments(phonemes: Sequence[TimedPhoneme]) -> list[Segment]:
    """The sounds as segments in order of time, pauses left out; diphthongs in as many as they have shapes."""
    found: list[Segment] = []
    for p in sorted(phonemes, key=lambda p: p.start_s):
        if p.viseme == "sil" or p.end_s <= p.start_s:
            continue
        parts = visemes_of(p.symbol)
        if parts[0] != p.viseme or p.viseme not in VOWELS:
            parts = (p.viseme,)
        edges = np.linspace(p.start_s, p.end_s, len(parts) + 1)
        found += [Segment(v, float(a), float(b)) for v, a, b in zip(parts, edges, edges[1:], strict=False)]
    return found


def _pauses(spoken: Sequence[Segment], duration_s: float) -> list[Segment]:
    """The gaps between sounds, stronger the longer; before the first and after the last the mouth rests."""
    edges = [(-9.0, spoken[0].start_s if spoken else duration_s + 9.0)]
    end = spoken[0].end_s if spoken else 0.0
    for segment in spoken[1:]:
        edges.append((end, segment.start_s))
        end = max(end, segment.end_s)
    if spoken:
        edges.append((end, max(duration_s, end) + 9.0))
    return [
        Segment("sil", a, b, min(1.0, (b - a) / PAUSE_S) ** 2)
        for a, b in edges if b - a >= SHORT_PAUSE_S
    ]  # fmt: skip


def _dominance_track(t: np.ndarray, parts: Sequence[Segment], visemes: Mapping[str, Viseme]) -> np.ndarray:
    kinds = [visemes[p.viseme] for p in parts]
    start, end = np.array([[p.start_s, p.end_s] for p in parts]).T - LEAD_S
    length = end - start
    vowel = np.array([p.viseme in VOWELS for p in parts])
    # A vowel holds its shape over its middle half; a consonant is a target at one moment.
    first = start + length * np.where(vowel, 0.25, 0.4)
    last = end - length * np.where(vowel, 0.3, 0.4)
    quiet = np.array([p.viseme == "sil" for p in parts])
    first, last = (
        np.where(quiet, start + 0.08, first),
        np.where(quiet, np.maximum(end - 0.05, start + 0.08), last),
    )
    attack, decay = np.array([[v.attack_s, v.decay_s] for v in kinds]).T
    pull = np.array([v.strength * p.strength for v, p in zip(kinds, parts, strict=True)])
    shapes = np.stack([v.shape for v in kinds])
    track = []
    for block in np.split(t, range(_BLOCK, len(t), _BLOCK)):
        near = (first < block[-1] + _FAR_S) & (last > block[0] - _FAR_S)
        before = np.maximum(first[near] - block[:, None], 0) / attack[near]
        after = np.maximum(block[:, None] - last[near], 0) / decay[near]
        weight = pull[near] * np.exp(-((before + after) ** _FALL))
        weight /= weight.sum(1, keepdims=True) + 1e-12
        track.append(weight @ shapes[near])
    return np.concatenate(track)


def _smooth(track: np.ndarray, sigma: float) -> np.ndarray:
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    padded = np.pad(track, ((reach, reach), (0, 0)), "edge")
    return np.stack([np.convolve(column, kernel, "valid") for column in padded.T], 1)


def _reach(t: np.ndarray, track: np.ndarray, pauses: Sequence[Segment], rest: np.ndarray) -> np.ndarray:
    """Inside a long pause the shape is rest itself, not nearly rest."""
    for pause in pauses:
        if pause.end_s - pause.start_s < PAUSE_S:
            continue
        inside = slice(*np.searchsorted(t, (pause.start_s, pause.end_s)))
        into = np.clip((t[inside] - pause.start_s - 0.04) / 0.10, 0, 1)
        out = np.clip((pause.end_s - 0.03 - t[inside]) / 0.08, 0, 1)
        held = _ease(np.minimum(into, out))[:, None]
        track[inside] = track[inside] * (1 - held) + rest * held
    return track


def _close(
    frames: np.ndarray, spoken: Sequence[Segment], visemes: Mapping[str, Viseme], fps: float
) -> np.ndarray:
    """Lips meet, or touch the teeth, in the frame nearest to each p b m f v and as long as it lasts."""
    centres = (np.arange(len(frames)) + 0.5) / fps
    taken: set[int] = set()
    for segment in spoken:
        if segment.viseme not in CLOSURES:
            continue
        length = segment.end_s - segment.start_s
        first, last = segment.start_s - CLOSING_LEAD_S, segment.end_s - 0.3 * length - CLOSING_LEAD_S
        away = np.maximum(np.maximum(first - centres, centres - last), 0)
        held = np.exp(-0.5 * (away / 0.018) ** 2)
        nearest = _free_frame(centres, (first + last) / 2, taken)
        held[nearest] = 1.0
        taken.add(nearest)
        others = [i for i in taken if i != nearest]
        held[others] = 0.0
        frames = frames * (1 - held[:, None]) + visemes[segment.viseme].shape * held[:, None]
    return frames


def _free_frame(centres: np.ndarray, at: float, taken: set[int]) -> int:
    """The frame nearest to `at` that no other closure holds, among the nearest three."""
    order = np.argsort(np.abs(centres - at), kind="stable")[:3]
    return int(next((i for i in order if int(i) not in taken), order[0]))


def _ease(x: np.ndarray) -> np.ndarray:
    return x * x * (3 - 2 * x)

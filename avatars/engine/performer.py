"""One avatar's performance in one session: speech goes in, slices of image and sound come out."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .accents import Accents, accents
from .background import Background
from .bundle import Bundle
from .clock import SLICE_S, SLICE_SAMPLES
from .kinds import chooser_of, drawer_of
from .loudness import emphasis
from .mouth import MouthFrame
from .phonemes import TimedPhoneme
from .presence import Presence
from .renderer import Base
from .shape_track import shape_track
from .sound_events import heard_shapes
from .timeline import Timeline
from .visemes import CLOSURES

CLOSING_FRAMES = 3
ANTICIPATION = (0.45, 0.15)  # of the next piece, in the last frames of the one before it
START_SHARES = (0.5, 0.15)  # of the mouth before, in the first frames of a piece
_SILENCE = np.zeros(SLICE_SAMPLES, np.int16)
SETTLE_FRAMES = 20  # the speaking loop goes on so long after the last sound


@dataclass(frozen=True)
class RenderedSlice:
    """One image and exactly its 40 ms of sound.

    image: (h * 3 / 2, w) uint8 I420, contiguous; audio: (1920,) int16 at 48 kHz; speech_ms: where in the
    speech the slice begins; piece: which piece of the speech; base: the loop whose frame is under it, and plain when
    the image is that frame, with the background behind it, and nothing else.
    """

    index: int
    image: np.ndarray
    audio: np.ndarray
    base: str
    plain: bool
    speech_id: str | None = None
    speech_ms: int = 0
    piece: int = 0
    end_of_speech: bool = False


@dataclass
class _Spoken:
    """One slice that waits to be shown."""

    speech_id: str
    audio: np.ndarray
    mouth: MouthFrame
    accents: np.ndarray | None
    speech_ms: int
    piece: int


class Performer:
    """One per session. Not thread-safe; may be called from a worker thread. The sound never waits."""

    def __init__(self, bundle: Bundle, seed: int = 0, background: Background | None = None) -> None:
        """background: goes behind presenters that have an alpha; without one they stand before mid-grey."""
        self._bundle, self._background = bundle, background
        self._renderer = drawer_of(bundle)
        self._chooser = chooser_of(bundle.mouth)
        self._timeline = Timeline(bundle.loops, np.random.default_rng(seed))
        self._rest = bundle.visemes["sil"].shape
        self._closed = [bundle.visemes[name].shape for name in CLOSURES]
        self._queue: deque[_Spoken] = deque()
        self._tail: deque[MouthFrame] = deque()
        self._shown: MouthFrame | None = None
        self._speech_id: str | None = None
        self._finished = True
        self._length_ms = self._pieces = 0
        self._quiet = "idle"
        self._rest_unit: int | None = None  # a mouth at rest keeps its picture while it fits
        self._index = self._since_sound = 0
        self._presence = Presence(bundle.mouth.own is not None)
        self._accents = None if bundle.accents is None else Accents(bundle.accents, bundle.box, bundle.size)
        self._since_sound = SETTLE_FRAMES

    @property
    def queued_s(self) -> float:
        """Seconds of sound that wait to be played."""
        return len(self._queue) * SLICE_S

    def attend(self, mode: str) -> None:
        """Which loop runs while nothing is said: "idle" or "listen"."""
        if mode not in ("idle", "listen"):
            raise ValueError(f"attend: idle or listen, not {mode!r}")
        self._quiet = mode

    def say(
        self, speech_id: str, pcm: np.ndarray, phonemes: Sequence[TimedPhoneme], last: bool = False
    ) -> None:
        """Append a piece to the speech `speech_id`; another id begins a new speech after what is queued.

        pcm: (n,) float32 in [-1, 1] at 48 kHz, filled up with silence to whole slices; phonemes: times from
        its start; last: nothing more of this speech will come (a piece may be empty to say just that).
        """
        if speech_id != self._speech_id:
            self._speech_id, self._length_ms, self._pieces = speech_id, 0, 0
        self._finished = last
        sound = _slices(pcm)
        if last and not len(sound) and not any(s.speech_id == speech_id for s in self._queue):
            sound = _SILENCE[None]  # a slice must carry the end
        heard = sound.reshape(-1) / np.float32(32767)
        shapes = shapes_for(self._bundle, heard, phonemes)
        self._anticipate(shapes)
        before = self._queue[-1].mouth if self._queue else self._shown
        moves = accents(heard) if self._accents else [None] * len(sound)
        for audio, mouth, accent in zip(sound, self._plan(shapes, before), moves, strict=True):
            self._queue.append(_Spoken(speech_id, audio, mouth, accent, self._length_ms, self._pieces))
            self._length_ms += round(1000 * SLICE_S)
        self._pieces += 1

    def clear(self) -> None:
        """Interruption: queued speech is dropped at once, the mouth closes over three frames."""
        self._queue.clear()
        self._speech_id, self._finished = None, True
        self._close_mouth()

    def next_slice(self, draw: bool = True) -> RenderedSlice:
        """The next 40 ms. draw=False: the image will not be used, so no mouth is drawn into it."""
        spoken = self._queue.popleft() if self._queue else None
        mouth = spoken.mouth if spoken else self._tail_mouth()
        self._since_sound = 0 if spoken else self._since_sound + 1
        moment = self._timeline.advance("speak" if self._since_sound < SETTLE_FRAMES else self._quiet)
        moving = mouth is not None and np.abs(mouth.shape - self._rest).max() > 0.02
        opacity = self._presence.step(moment, mouth is not None, bool(moving))
        base = self._accented(moment.base, spoken, draw)
        image, plain = base.image, moment.plain and base is moment.base
        if opacity > 0 and draw:
            shown = mouth or self._resting(base, opacity)
            image, plain = self._renderer.render(base, shown, opacity), False
        if self._background is not None and base.alpha is not None and draw:
            image = self._background.behind(image, base.alpha)
        self._shown = mouth
        self._index += 1
        picture = RenderedSlice(self._index - 1, np.asarray(image), _SILENCE, moment.loop, plain)
        return picture if spoken is None else self._voiced(picture, spoken)

    def _accented(self, base: Base, spoken: _Spoken | None, draw: bool) -> Base:
        """The head nods, the brows rise and the chest lifts with what is said, in presenters that can."""
        if self._accents is None:
            return base
        self._accents.step(spoken.accents if spoken else None)
        return self._accents.applied(base) if draw else base

    def _voiced(self, picture: RenderedSlice, spoken: _Spoken) -> RenderedSlice:
        following = self._queue[0].speech_id if self._queue else None
        more_to_come = spoken.speech_id == self._speech_id and not self._finished
        return replace(
            picture,
            audio=spoken.audio,
            speech_id=spoken.speech_id,
            speech_ms=spoken.speech_ms,
            piece=spoken.piece,
            end_of_speech=following != spoken.speech_id and not more_to_come,
        )

    def _anticipate(self, shapes: np.ndarray) -> None:
        """A mouth that still waits at rest begins to open for the piece that follows it."""
        if not len(shapes):
            return
        for spoken, share in zip(reversed(self._queue), ANTICIPATION, strict=False):
            if np.abs(spoken.mouth.shape - self._rest).max() > 0.02:
                break
            shape = self._rest + share * (shapes[0] - self._rest)
            spoken.mouth = self._chooser.plan(shape[None])[0]

    def _plan(self, shapes: np.ndarray, before: MouthFrame | None) -> list[MouthFrame]:
        came_from = before.shape if before else self._rest
        for i, share in enumerate(START_SHARES[: len(shapes)]):
            if not any(np.allclose(shapes[i], closed, atol=1e-4) for closed in self._closed):
                shapes[i] = shapes[i] * (1 - share) + came_from * share
        poses = self._timeline.poses(len(self._queue), len(shapes))
        return self._chooser.plan(shapes, before.units[0][0] if before else None, poses)

    def _tail_mouth(self) -> MouthFrame | None:
        """The sound has run out: the mouth closes, then the base's own mouth comes back."""
        if self._shown is not None and not self._tail:
            self._close_mouth()
        return self._tail.popleft() if self._tail else None

    def _close_mouth(self) -> None:
        self._tail.clear()
        if self._shown is None or np.abs(self._shown.shape - self._rest).max() < 1e-3:
            return
        share = (np.arange(CLOSING_FRAMES, dtype=np.float32) + 1)[:, None] / CLOSING_FRAMES
        shapes = self._shown.shape * (1 - share) + self._rest * share
        self._tail.extend(self._chooser.plan(shapes, self._shown.units[0][0]))

    def _resting(self, base: Base, opacity: float) -> MouthFrame:
        """At rest; a mouth that gives way to the base's own filmed one takes on its shape."""
        goes = opacity < 1 and base.own is not None
        shape = self._rest * opacity + base.filmed.own * (1 - opacity) if goes else self._rest
        shown = self._chooser.plan(shape.astype(np.float32)[None], self._rest_unit)[0]
        self._rest_unit = shown.units[0][0]
        return shown


def shapes_for(bundle: Bundle, pcm: np.ndarray, phonemes: Sequence[TimedPhoneme]) -> np.ndarray:
    """The mouth shapes asked for by a piece of speech: (n, k) float32, one for each slice of its sound.

    Without phonemes the person's own mapping from sound is asked, where the bundle has one.
    """
    if bundle.speech_map is not None and not phonemes:
        return heard_shapes(bundle.speech_map, bundle.visemes, bundle.mouth, pcm)
    loud = emphasis(pcm)
    return shape_track(phonemes, len(loud) * SLICE_S, bundle.visemes, emphasis=loud)


def _slices(pcm: np.ndarray) -> np.ndarray:
    """(n,) float -> (m, 1920) int16, the end filled with silence."""
    whole = -(-len(pcm) // SLICE_SAMPLES) * SLICE_SAMPLES
    sound = np.zeros(whole, np.float32)
    sound[: len(pcm)] = np.nan_to_num(pcm)
    return np.round(np.clip(sound, -1, 1) * 32767).astype(np.int16).reshape(-1, SLICE_SAMPLES)

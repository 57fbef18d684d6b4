"""One thing the avatar says, from its first sentence to what was really heard of it."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from avatars.speech import Phoneme, SpokenPiece, Word

SAMPLE_RATE = 48_000
SLICE_SAMPLES = 1920
SLICE_MS = 40
Timed = TypeVar("Timed", Phoneme, Word)
NO_SPACES = {"ja", "zh"}


@dataclass(frozen=True)
class Piece:
    """One sentence at its place in the speech. The performer fills each up to whole slices, so it ends on one."""

    number: int
    spoken: SpokenPiece
    start_ms: int

    @property
    def end_ms(self) -> int:
        return self.start_ms + -(-len(self.spoken.pcm) // SLICE_SAMPLES) * SLICE_MS


@dataclass
class Speech:
    """Grows while the answer is still being written; `left(ms)` is called as its slices go out.

    `heard_ms` is the length that has gone out, so `heard_text` ends where playback did.
    """

    id: str
    seq: int
    language: str = "en"
    pieces: list[Piece] = field(default_factory=list)
    complete: bool = False
    interrupted: bool = False
    heard_ms: int = 0
    begun: int = 0

    @property
    def duration_ms(self) -> int:
        return self.pieces[-1].end_ms if self.pieces else 0

    @property
    def started(self) -> bool:
        return self.heard_ms > 0

    @property
    def text(self) -> str:
        return self._join([piece.spoken.text for piece in self.pieces])

    @property
    def heard_text(self) -> str:
        """The words more than half of which went out, with the punctuation between them."""
        parts = [heard_part(piece.spoken, (self.heard_ms - piece.start_ms) / 1000) for piece in self.pieces]
        return self._join([part for part in parts if part])

    def add(self, spoken: SpokenPiece) -> Piece:
        piece = Piece(len(self.pieces), spoken, self.duration_ms)
        self.pieces.append(piece)
        return piece

    def left(self, end_ms: int) -> list[Piece]:
        """Slices up to `end_ms` have gone out; returns the pieces that have begun by that, each once."""
        self.heard_ms = max(self.heard_ms, min(end_ms, self.duration_ms))
        new = [piece for piece in self.pieces[self.begun :] if piece.start_ms < self.heard_ms]
        self.begun += len(new)
        return new

    def remainder(self, from_ms: int) -> list[SpokenPiece]:
        """What is left to say from a point on, to take up again after a false interruption."""
        rest = [piece for piece in self.pieces if piece.end_ms > from_ms]
        return [cut_before(piece.spoken, max(0, from_ms - piece.start_ms) / 1000) for piece in rest]

    def _join(self, texts: list[str]) -> str:
        return ("" if self.language in NO_SPACES else " ").join(text.strip() for text in texts)


def heard_part(spoken: SpokenPiece, heard_s: float) -> str:
    """The beginning of a sentence that fits into its first `heard_s` seconds of sound."""
    if heard_s >= len(spoken.pcm) / SAMPLE_RATE:
        return spoken.text
    heard = [word for word in spoken.words if (word.start_s + word.end_s) / 2 <= heard_s]
    if not heard:
        return ""
    following = [word.offset for word in spoken.words if word.offset > heard[-1].offset]
    return spoken.text[: following[0] if following else len(spoken.text)].rstrip()


def cut_before(spoken: SpokenPiece, from_s: float) -> SpokenPiece:
    """The same sentence without its first `from_s` seconds; times count from the new beginning."""
    if from_s <= 0:
        return spoken
    return replace(
        spoken,
        pcm=spoken.pcm[round(from_s * SAMPLE_RATE) :],
        phonemes=tuple(_later(p, from_s) for p in spoken.phonemes if p.end_s > from_s),
        words=tuple(_later(w, from_s) for w in spoken.words if w.end_s > from_s),
    )


def _later(unit: Timed, from_s: float) -> Timed:
    return replace(unit, start_s=max(0.0, unit.start_s - from_s), end_s=unit.end_s - from_s)

"""What a visitor saw and heard, and when: everything on one monotonic clock, in seconds, by slice number."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Question:
    """`slice`: where its answer's speech begins. Times are None where nothing came."""

    asked_at: float
    slice: int | None = None
    audio_at: float | None = None
    picture_at: float | None = None


@dataclass
class Timeline:
    """`pictures`, `sounds`: slice number -> when it had arrived whole."""

    started_at: float = 0.0
    ready_at: float = 0.0
    pictures: dict[int, float] = field(default_factory=dict)
    sounds: dict[int, float] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    talking_from: float = 0.0
    ended_at: float = 0.0
    errors: list[str] = field(default_factory=list)

    def picture(self, index: int, at: float) -> None:
        self.pictures.setdefault(index, at)
        question = self.questions[-1] if self.questions else None
        if question and question.picture_at is None and question.slice is not None and index >= question.slice:
            question.picture_at = at

    def sound(self, index: int, at: float) -> None:
        self.sounds.setdefault(index, at)

    def loud(self, at: float) -> None:
        """A sample that can be heard has arrived. Between questions there is silence, so it is the answer's."""
        if self.questions and self.questions[-1].audio_at is None:
            self.questions[-1].audio_at = at

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

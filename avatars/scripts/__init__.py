"""What the teleprompter shows: our own texts, which bring every mouth shape of a language and its common pairs."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LISTEN_S = 15.0
# Letters a second at an easy pace, without spaces: what the built-in voice reads, less a tenth for breathing.
_PACE = {"en": 11.5, "ko": 4.9, "es": 11.5}


@dataclass(frozen=True)
class Part:
    """A few sentences that are read in one go. `seconds`: how long that takes at an easy pace."""

    id: str
    text: str
    seconds: float


@dataclass(frozen=True)
class Script:
    """All parts of a language, in order."""

    language: str
    version: int
    parts: tuple[Part, ...]

    def text_of(self, part: str) -> str | None:
        """What is read in a part; None where the script has no such part."""
        return next((one.text for one in self.parts if one.id == part), None)


def languages() -> tuple[str, ...]:
    """Those that have a script, English first."""
    return tuple(_PACE)


@cache
def script(language: str) -> Script:
    """The script of a language, else the English one."""
    code = language if language in _PACE else "en"
    data = json.loads((FOLDER / f"{code}.json").read_text("utf-8"))
    parts = (
        Part(str(number), text, _seconds(text, _PACE[code])) for number, text in enumerate(data["parts"], 1)
    )
    return Script(code, data["version"], tuple(parts))


def _seconds(text: str, pace: float) -> float:
    pace = _PACE["en"] if text.isascii() else pace  # the Korean script ends with an English sentence
    return round(sum(not sign.isspace() for sign in text) / pace, 1)

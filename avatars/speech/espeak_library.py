"""espeak-ng by ctypes (shipped inside espeakng-loader): one global state, so one call at a time.

Struct layouts and constants: espeak-ng's speak_lib.h.
"""

import ctypes
import re
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np

SAMPLE_RATE = 22_050
_RETRIEVAL, _PHONEME_EVENTS, _IPA, _DONT_EXIT = 2, 1, 2, 0x8000
_UTF8, _PHONEMES_IN_BRACKETS = 1, 0x100
_WORD, _PHONEME, _LIST_TERMINATED = 1, 7, 0
_RATE, _PITCH, _RANGE = 1, 3, 4
_SWITCH = re.compile(r"\([a-z-]+\)")
_lock = threading.Lock()


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class Reading:
    """What espeak gave. `pcm`: (n,) int16 at 22,050 Hz.

    `phonemes`: (sample, IPA sign) each; `words`: (sample, offset in the text, length) each.
    """

    pcm: np.ndarray
    phonemes: tuple[tuple[int, str], ...]
    words: tuple[tuple[int, int, int], ...]


class _Library:
    """The loaded library and what its callback gathered so far."""

    def __init__(self) -> None:
        import espeakng_loader

        self.calls = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        options = _PHONEME_EVENTS | _IPA | _DONT_EXIT
        if self.calls.espeak_Initialize(_RETRIEVAL, 0, data, options) != SAMPLE_RATE:
            raise RuntimeError("espeak-ng could not be initialised")
        self.calls.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._keep = _Callback(self._gather)
        self.calls.espeak_SetSynthCallback(self._keep)
        self._clear()
        self.read(" ")  # from here on [[phonemes]] are understood by `spell` too

    def _clear(self) -> None:
        self._sound: list[np.ndarray] = []
        self._phonemes: list[tuple[int, str]] = []
        self._words: list[tuple[int, int, int]] = []

    def _gather(self, sound: Any, count: int, events: Any) -> int:
        if sound and count > 0:
            self._sound.append(np.ctypeslib.as_array(sound, (count,)).copy())
        index = 0
        while events[index].type != _LIST_TERMINATED:
            event = events[index]
            if event.type == _PHONEME:
                self._phonemes.append((event.sample, event.id.string.decode("utf-8", "ignore")))
            elif event.type == _WORD:
                self._words.append((event.sample, event.text_position - 1, event.length))
            index += 1
        return 0

    def choose(self, voice: str, rate: int, pitch: int, pitch_range: int) -> None:
        if self.calls.espeak_SetVoiceByName(voice.encode()) != 0:
            raise LookupError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_RANGE, pitch_range)):
            self.calls.espeak_SetParameter(parameter, value, 0)

    def read(self, text: str) -> Reading:
        self._clear()
        raw = text.encode()
        self.calls.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, _UTF8 | _PHONEMES_IN_BRACKETS, None, None)
        self.calls.espeak_Synchronize()
        pcm = np.concatenate(self._sound) if self._sound else np.zeros(0, np.int16)
        return Reading(pcm, tuple(self._phonemes), tuple(self._words))

    def spell(self, text: str) -> list[tuple[str, str]]:
        raw = text.encode()
        rest = ctypes.c_char_p(raw)
        clauses = []
        while (
            rest.value is not None
        ):  # to the very end, or the next text begins with what was left of this one
            left = len(rest.value)
            ipa = self.calls.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA)
            consumed = raw[len(raw) - left : len(raw) - len(rest.value or b"")]
            clauses.append(((ipa or b"").decode(), consumed.decode("utf-8", "ignore")))
        return clauses


_library: _Library | None = None


def _loaded() -> _Library:
    global _library
    _library = _library or _Library()
    return _library


def read(text: str, voice: str, rate: int = 160, pitch: int = 50, pitch_range: int = 50) -> Reading:
    """Reads `text` with espeak's `voice` ("en-us+f3"), `rate` in words a minute, pitch and its range 0 to 99.

    Thread-safe; takes about 1 ms per second of speech. Raises LookupError for a voice espeak does not have.
    """
    with _lock:
        _loaded().choose(voice, rate, pitch, pitch_range)
        return _loaded().read(text)


def seed(number: int) -> None:
    """What the library throws dice for (breath and hoarseness, the length of some sounds) comes out alike after this,
    if all that was read before is alike too; else the clock decides. Thread-safe."""
    with _lock:
        _loaded().calls.espeak_ng_SetRandSeed(ctypes.c_long(number))


def spell(text: str, voice: str) -> list[tuple[str, str]]:
    """(IPA with stress marks, the text read for it, one sign too many) of each clause. Thread-safe."""
    with _lock:
        _loaded().choose(voice, 160, 50, 50)
        return _loaded().spell(text)


def without_switches(ipa: str) -> str:
    """IPA without espeak's marks of another language, "(en)"."""
    return _SWITCH.sub("", ipa)

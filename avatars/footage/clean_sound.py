"""The clean copy's sound: takes placed on the pictures' clock, then levelled to one loudness."""

import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from avatars.footage.limits import EACH, RATE

TARGET_LUFS = -20.0
MOST_GAIN_DB = 45.0
CEILING = 0.89  # -1 dB
_SLACK = int(0.04 * RATE)  # sound stays where it is until its times are off by more
_BLOCK = int(0.4 * RATE)
# ITU-R BS.1770-4, table 1 and 2: the K weighting at 48 kHz.
_SHELF = ([1.53512485958697, -2.69169618940638, 1.19839281085285], [1.0, -1.69065929318241, 0.73248077421585])
_HIGH = ([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621])


class SoundLine:
    """Collects mono samples at 48 kHz in a file of float32, each where its time says."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._begin = self._written = 0

    def begin(self, frame: int) -> None:
        """The next take begins with this picture."""
        self._fill(frame * EACH)
        self._begin = frame * EACH

    def put(self, at_s: float, pcm: np.ndarray) -> None:
        """`pcm`: (n,) float32; `at_s`: since the take's beginning, may be negative (then it is cut)."""
        place = self._begin + round(at_s * RATE)
        if place > self._written + _SLACK or (self._written == self._begin and place > self._begin):
            self._fill(place)
        elif place < self._written - _SLACK or self._written == self._begin:
            pcm = pcm[max(0, self._written - place) :]
        self._file.write(np.nan_to_num(pcm).astype("<f4").tobytes())
        self._written += len(pcm)

    def end(self, frame: int) -> None:
        """The take ended before this picture: what is there beyond is cut."""
        self._fill(frame * EACH)
        if self._written > frame * EACH:
            self._file.seek(frame * EACH * 4)
            self._file.truncate()
            self._written = frame * EACH

    def close(self) -> None:
        """No more takes."""
        self._file.close()

    def _fill(self, until: int) -> None:
        while self._written < until:
            count = min(until - self._written, RATE)
            self._file.write(bytes(4 * count))
            self._written += count


@dataclass(frozen=True)
class Level:
    """`lufs`: integrated loudness, -inf in silence; `peak`: 0..1; `clipped`: share of samples at full scale."""

    lufs: float
    peak: float
    clipped: float


def measured(sound: np.ndarray) -> Level:
    """The loudness of (n,) float32 at 48 kHz by ITU-R BS.1770-4 with both gates; reads a block at a time."""
    from scipy.signal import lfilter  # half a second to import: not in the web process

    states = [np.zeros(2), np.zeros(2)]
    powers, peak, clipped = [], 0.0, 0
    for start in range(0, len(sound), _BLOCK):
        block = np.asarray(sound[start : start + _BLOCK], np.float64)
        peak = max(peak, float(np.abs(block).max()))
        clipped += int((np.abs(block) > 0.997).sum())
        for i, (up, down) in enumerate((_SHELF, _HIGH)):
            block, states[i] = lfilter(up, down, block, zi=states[i])
        powers.append(float(np.mean(block**2)))
    return Level(_gated(np.array(powers)), peak, clipped / max(1, len(sound)))


def _gated(powers: np.ndarray) -> float:
    loud = powers[
        powers > 10 ** ((-80 + 0.691) / 10)
    ]  # lower than the standard's -70: quiet footage is raised
    if not len(loud):
        return float("-inf")
    loud = loud[loud > loud.mean() / 10]
    return float(-0.691 + 10 * np.log10(loud.mean()))


def write_levelled(sound: np.ndarray, path: Path) -> dict[str, Any]:
    """(n,) float32 at 48 kHz to a 16 bit WAV file of TARGET_LUFS; returns {"lufs", "gain_db", "peak", "clipped"}."""
    level = measured(sound)
    gain_db = float(np.clip(TARGET_LUFS - level.lufs, -60, MOST_GAIN_DB)) if np.isfinite(level.lufs) else 0.0
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for start in range(0, len(sound), RATE):
            block = limited(np.asarray(sound[start : start + RATE], np.float32) * 10 ** (gain_db / 20))
            file.writeframesraw((block * 32767).astype("<i2").tobytes())
    lufs = round(level.lufs, 1) if np.isfinite(level.lufs) else None
    return {
        "lufs": lufs,
        "gain_db": round(gain_db, 1),
        "peak": round(level.peak, 4),
        "clipped": level.clipped,
    }


def limited(pcm: np.ndarray) -> np.ndarray:
    """Bent softly where it would leave ±CEILING; untouched below half of that."""
    knee = CEILING / 2
    over = np.maximum(np.abs(pcm) - knee, 0)
    bent = knee + (CEILING - knee) * np.tanh(over / (CEILING - knee))
    return np.where(over > 0, np.sign(pcm) * bent, pcm).astype(np.float32)


def read_wav(path: Path) -> np.ndarray:
    """The clean sound: (n,) float32 at 48 kHz."""
    with wave.open(str(path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return pcm.astype(np.float32) / 32768

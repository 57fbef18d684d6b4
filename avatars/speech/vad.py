"""Is somebody speaking, and has the utterance ended? Time is counted in samples: a test's clock is the sound.

The detector is Silero's network (its .onnx file alone, on onnxruntime); without it, loudness above the floor.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

RATE = 16_000
FRAME = 512  # samples a decision: 32 ms
_CONTEXT = 64
_FRAME_S = FRAME / RATE


class VoiceClaim(StrEnum):
    """What the detector claims; whether a turn is over, the session decides."""

    STARTED = "speech_started"
    ENDED = "speech_ended"


@dataclass(frozen=True)
class VoiceEvent:
    """`at_s`: when it was noticed, `speech_s`: when the speech really began or ended, on the samples' clock.

    `pcm`: for ENDED the whole utterance with its lead-in, (n,) float32 at 16 kHz; empty for STARTED.
    """

    claim: VoiceClaim
    at_s: float
    speech_s: float
    pcm: np.ndarray


class Detector(Protocol):
    """One probability of speech per frame of 512 samples at 16 kHz."""

    def probability(self, frame: np.ndarray) -> float: ...


class SileroDetector:
    """Silero VAD 6 with its state; about 2 ms of CPU per second of sound."""

    def __init__(self) -> None:
        self._session = _silero_session()
        self._state = np.zeros((2, 1, 128), np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)
        self._rate = np.array(RATE, np.int64)

    def probability(self, frame: np.ndarray) -> float:
        """`frame`: (512,) float32."""
        sound = np.concatenate([self._context, frame])[None]
        self._context = frame[-_CONTEXT:]
        answer, self._state = self._session.run(
            None, {"input": sound, "state": self._state, "sr": self._rate}
        )
        return float(answer[0, 0])


class LoudnessDetector:
    """Speech is what stands 10 dB above a slowly followed floor."""

    def __init__(self) -> None:
        self._floor_db = -60.0

    def probability(self, frame: np.ndarray) -> float:
        """`frame`: (512,) float32."""
        db = 10 * float(np.log10(np.mean(frame**2) + 1e-10))
        self._floor_db += (db - self._floor_db) * (0.2 if db < self._floor_db else 0.005)
        return float(np.clip((db - self._floor_db) / 20, 0, 1)) if db > -55 else 0.0


@cache
def _silero_session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(silero_file()), options, providers=["CPUExecutionProvider"])


def silero_file() -> Path | None:
    """The network's file in the silero-vad wheel, found without importing it (that would want torch)."""
    spec = find_spec("silero_vad")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "data" / "silero_vad_16k_op15.onnx"
    return path if path.exists() else None


def detector() -> Detector:
    """The best detector of this installation."""
    return SileroDetector() if silero_file() else LoudnessDetector()


class VoiceActivity:
    """Push microphone sound, get events.

    `endpoint_s`: quiet that ends an utterance, counted from its real end (noticed within 70 ms more). A pause
    inside a sentence can be as long: whether the turn is over, the session decides. `lead_in_s`: sound kept from before
    the start was noticed, so that the first syllable is not lost. `longest_s`: an utterance is cut there.
    """

    START_AT, STAY_AT = 0.5, 0.35
    STEADY_FRAMES = 2  # of speech until a start is believed: a click is one frame
    LAG_S = (
        0.07  # the network still says "speech" so long after its end (median over 54 synthetic utterances)
    )

    def __init__(
        self,
        endpoint_s: float = 0.22,
        lead_in_s: float = 0.4,
        longest_s: float = 30.0,
        detect: Detector | None = None,
    ) -> None:
        self._detect = detect or detector()
        self._endpoint_s, self._lead_in_s, self._longest_s = endpoint_s, lead_in_s, longest_s
        self._rest = np.zeros(0, np.float32)
        self._frames: deque[np.ndarray] = deque()
        self._heard = 0
        self._steady = 0
        self._last_speech_s = 0.0
        self.speaking = False

    @property
    def now_s(self) -> float:
        """The detector's clock: seconds of sound judged so far."""
        return self._heard / RATE

    def push(self, pcm: np.ndarray) -> list[VoiceEvent]:
        """`pcm`: (n,) float32 at 16 kHz, any length. Returns what was noticed in it, in order."""
        sound = np.concatenate([self._rest, np.asarray(pcm, np.float32)])
        whole = len(sound) // FRAME * FRAME
        self._rest = sound[whole:]
        events = [self._judge(frame) for frame in sound[:whole].reshape(-1, FRAME)]
        return [event for event in events if event]

    def _judge(self, frame: np.ndarray) -> VoiceEvent | None:
        probability = self._detect.probability(frame)
        self._heard += FRAME
        self._frames.append(frame)
        return self._while_speaking(probability) if self.speaking else self._while_quiet(probability)

    def _while_quiet(self, probability: float) -> VoiceEvent | None:
        self._steady = self._steady + 1 if probability >= self.START_AT else 0
        if self._steady < self.STEADY_FRAMES:
            while len(self._frames) > self._lead_in_s / _FRAME_S:
                self._frames.popleft()
            return None
        self.speaking, self._last_speech_s = True, self.now_s
        return VoiceEvent(
            VoiceClaim.STARTED, self.now_s, self.now_s - self._steady * _FRAME_S, np.zeros(0, np.float32)
        )

    def _while_speaking(self, probability: float) -> VoiceEvent | None:
        if probability >= self.STAY_AT:
            self._last_speech_s = self.now_s
        ended_s = self._last_speech_s - self.LAG_S
        if self.now_s - ended_s < self._endpoint_s and len(self._frames) * _FRAME_S < self._longest_s:
            return None
        return self._ended(ended_s)

    def flush(self) -> VoiceEvent | None:
        """No more sound will come: an utterance under way ends here."""
        return self._ended(self._last_speech_s) if self.speaking else None

    def _ended(self, ended_s: float) -> VoiceEvent:
        pcm = np.concatenate(list(self._frames))
        self._frames.clear()
        self.speaking, self._steady = False, 0
        return VoiceEvent(VoiceClaim.ENDED, self.now_s, ended_s, pcm)

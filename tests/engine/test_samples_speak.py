"""Each shipped presenter, rendered saying something, measured by landmarks: lips follow, and rest when it is over."""

import asyncio
from pathlib import Path

import cv2
import numpy as np
import pytest

from avatars.bundles import SAMPLES
from avatars.engine import Bundle, Performer, lip_gap
from avatars.engine.performer import shapes_for
from avatars.speech import SpeechConfig, SpokenPiece, catalogue
from tests.landmarks import lip_openings

TEXTS = {
    "en": "People may buy a big map before they visit. Five very old boats float past the bridge.",
    "es": "Mi abuela prepara pan por la mañana. Después bebe una bebida fría en el balcón.",
    "ko": "안녕하세요, 반갑습니다. 박물관은 아홉 시부터 여섯 시까지 문을 엽니다.",
}
QUIET_SLICES = 75
CODES = sorted(path.parent.name for path in SAMPLES.glob("*/manifest.json"))
IN_ALL_LANGUAGES = ("ana",)  # the others in one each, by turns: a case takes half a minute
CASES = [
    (code, language)
    for i, code in enumerate(CODES)
    for j, language in enumerate(TEXTS)
    if code in IN_ALL_LANGUAGES or i % len(TEXTS) == j
]


@pytest.mark.parametrize(("code", "language"), CASES)
def test_lips_follow_the_speech_and_rest_after_it(code: str, language: str, decoded: Path) -> None:
    bundle = Bundle.load(SAMPLES / code, decoded)
    pieces = asyncio.run(spoken(TEXTS[language], language, bundle.manifest["voice"]))
    images, said = performed(bundle, pieces)
    openings = lip_openings(images)

    assert np.isfinite(openings).all()
    loudness = np.array([np.sqrt(np.mean((sound / 32768.0) ** 2)) for sound in said])
    asked = driven(bundle, pieces)
    heard = openings[: len(asked)]
    assert np.corrcoef(heard, asked)[0, 1] >= 0.9
    assert best_lag(heard, asked) in (-1, 0, 1)
    moves = np.abs(np.diff(openings))
    speaking = moves[: len(asked)][loudness[1 : len(asked) + 1] > 0.02].mean()
    resting = moves[-QUIET_SLICES + 25 :].mean()
    assert resting <= 0.1 * speaking, (resting, speaking)


async def spoken(text: str, language: str, hints: dict[str, object]) -> list[SpokenPiece]:
    voice = catalogue(SpeechConfig()).voice_for(language, "", hints)
    return [piece async for piece in voice.speak(text)]


def performed(bundle: Bundle, pieces: list[SpokenPiece]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Images (BGR) and sounds of the speech and of the quiet after it."""
    performer = Performer(bundle, seed=1)
    for piece in pieces:
        performer.say("s", piece.pcm, piece.phonemes, last=piece is pieces[-1])
    slices = [performer.next_slice()]
    while not slices[-1].end_of_speech:
        slices.append(performer.next_slice())
    slices += [performer.next_slice() for _ in range(QUIET_SLICES)]
    images = [cv2.cvtColor(slice_.image, cv2.COLOR_YUV2BGR_I420) for slice_ in slices]
    return images, [slice_.audio for slice_ in slices]


def driven(bundle: Bundle, pieces: list[SpokenPiece]) -> np.ndarray:
    """The lip gap asked for in each frame, from the phoneme times alone."""
    return np.concatenate(
        [lip_gap(bundle, shapes_for(bundle, piece.pcm, piece.phonemes)) for piece in pieces]
    )


def best_lag(seen: np.ndarray, asked: np.ndarray, reach: int = 6) -> int:
    """Frames by which the lips come after what was asked for."""
    n = len(asked)
    middle = asked[reach : n - reach]
    fits = {
        lag: np.corrcoef(seen[reach + lag : n - reach + lag], middle)[0, 1]
        for lag in range(-reach, reach + 1)
    }
    return max(fits, key=lambda lag: float(fits[lag]))

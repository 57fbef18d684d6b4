"""The whole footage: what speaks against it, all reasons, the weightiest first."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from avatars.footage.errors import Reason
from avatars.footage.limits import FPS, GOOD_EYES_PX, SHORTEST_S
from avatars.footage.lips import lip_measures, still_points
from avatars.footage.rate import COMFORTABLE, FEWEST, usual_rate
from avatars.footage.sync import Sync, measure_sync
from avatars.footage.track import LEFT_EYE, RIGHT_EYE, Track
from avatars.footage.voiced import speech_mask

REMAIN_S = 11.0  # of usable footage, for SHORTEST_S; less in proportion where that was lowered
SPEECH_S = 7.0
QUIETEST_LUFS = -75.0
WIDEST_MS = 500.0  # sound further away than this is not moved: it was cut wrongly
SUREST = 3.3  # less surety than this, and sound and lips do not belong together
KNOWN = 2.5  # less, and the offset is not known
SURE_S = 12.0  # less footage than this tells nothing of sound that does not belong
LONG_S, USUAL_MS = 18.0, 250.0  # less footage, with sound as near as cameras bring it: a known offset is enough
_TOLD_SHARE = 0.08  # a mark on less than this share of the frames is a spot, not a reason
_LIPS_STILL = 0.010  # spread of the lips' opening in eye distances while somebody speaks
_IRIS, _IRIS_DOUBTED = 0.175, 0.157  # of the outer eye distance; people's: 0.14, spread 0.01
_FLAT, _FLAT_DOUBTED = (
    0.42,
    0.13,
)  # of the face; filmed skin: under 0.1, and 0.34 where hardly any bits were spent
_FACE_STILL = 0.004  # spread of a face's points against each other: nothing lives there
_CALMED = 5  # frames, in whose mean the points of a still no longer tremble with the camera's noise


@dataclass(frozen=True)
class Verdict:
    """`reasons`: none means accepted."""

    reasons: list[Reason]
    offset_ms: float
    confidence: float
    figures: dict[str, Any]


def judge(
    track: Track,
    pcm: np.ndarray,
    info: dict[str, Any],
    bad: dict[str, np.ndarray],
    keep: np.ndarray,
    shortest_s: float,
) -> Verdict:
    """`pcm`: (n,) float32 at 48 kHz; `bad`: marks by id; `keep`: (frames,) bool."""
    part = min(1.0, shortest_s / SHORTEST_S)
    speech = speech_mask(pcm, len(track))
    reasons = life_reasons(track, speech)
    if "footage.still_picture" not in [reason.id for reason in reasons]:  # which is frozen, too
        reasons = picture_reasons(track, bad, keep, REMAIN_S * part) + reasons
    lufs = info["sound"]["lufs"]
    if lufs is None or lufs < QUIETEST_LUFS:
        reasons.append(Reason("footage.no_sound"))
    elif (speech & keep).sum() < SPEECH_S * part * FPS and (
        keep.sum() >= REMAIN_S * part * FPS or not speech.any()
    ):
        reasons.append(Reason("footage.little_speech", {"seconds": int((speech & keep).sum() / FPS)}))
    sync, used_s = measured_sync(track, pcm, keep)
    if speech.any() and "footage.still_picture" not in [reason.id for reason in reasons]:
        reasons += step_reasons(sync, used_s)
    reasons = drawn(track, bool(reasons)) + reasons
    known = sync.surety >= KNOWN
    figures = _figures(track, keep, speech)
    return Verdict(reasons, sync.offset_ms if known else 0.0, sync.confidence, figures)


def measured_sync(track: Track, pcm: np.ndarray, keep: np.ndarray) -> tuple[Sync, float]:
    """Over the kept frames, or all that show a face where few were kept; and how many seconds that is."""
    use = keep if keep.sum() >= SURE_S * FPS else track.face
    seconds = float(use.sum()) / FPS
    if seconds < 4:
        return Sync(0.0, 0.0, 0.0), seconds
    return measure_sync(track, pcm, use), seconds


def step_reasons(sync: Sync, seconds: float) -> list[Reason]:
    """Sound that is not of these lips, or too far from them."""
    least = KNOWN if seconds < LONG_S and abs(sync.offset_ms) < USUAL_MS else SUREST
    if not sync.surety >= least:
        facts = {"likeness": round(max(0.0, sync.surety), 1), "least": least}
        return [Reason("footage.not_in_step", facts)] if seconds >= SURE_S else []
    if abs(sync.offset_ms) > WIDEST_MS:
        return [Reason("footage.sound_off", {"ms": round(abs(sync.offset_ms) / 10) * 10})]
    return []


def drawn(track: Track, doubted: bool) -> list[Reason]:
    """Irises are 11.7 mm wide in all adults, a drawing's are larger; paint is flat, where skin has its texture.

    A little of one only counts with a little of the other, or with other doubts.
    """
    if track.face.sum() < FPS:
        return []
    ahead = track.face & (np.abs(track.pose[:, 0]) < 15)
    seen = ahead if ahead.any() else track.face
    iris, flat = iris_share(track.points[seen]), float(np.median(track.flat[seen]))
    little = iris > _IRIS_DOUBTED and (doubted or flat > _FLAT_DOUBTED)
    return [Reason("footage.drawn")] if iris > _IRIS or flat > _FLAT or little else []


def iris_share(points: np.ndarray) -> float:
    """Diameter of the irises of (n, 478, 3) in outer eye distances, in the middle of all."""
    wide = [np.linalg.norm(points[:, a] - points[:, b], axis=1) for a, b in ((469, 471), (474, 476))]
    apart = np.linalg.norm(points[:, LEFT_EYE] - points[:, RIGHT_EYE], axis=1)
    return float(np.median(np.mean(wide, axis=0) / apart))


def picture_reasons(
    track: Track, bad: dict[str, np.ndarray], keep: np.ndarray, needed_s: float
) -> list[Reason]:
    """Why too little of the pictures remains, by how many frames each reason takes; none if enough does."""
    if keep.sum() >= needed_s * FPS:
        return []
    if bad["footage.no_face"].mean() > 0.95:
        return [Reason("footage.no_face")]
    shares = {name: float(mask.mean()) for name, mask in bad.items()}
    told = sorted((n for n in shares if shares[n] >= _TOLD_SHARE), key=lambda n: -shares[n])
    names = {"footage.no_face": "footage.face_missing"}
    return [Reason(names.get(n, n), _facts(n, shares[n], track)) for n in told] or [
        Reason("footage.too_little_left")
    ]


def _facts(name: str, share: float, track: Track) -> dict[str, Any]:
    facts: dict[str, Any] = {"percent": round(100 * share)}
    if name == "footage.too_small":
        facts["pixels"] = int(np.nanmedian(track.eyes_px))
    if name == "footage.turned_away":
        facts["degrees"] = int(np.nanmedian(np.abs(track.pose[:, 0])))
    if name == "footage.few_pictures":
        facts |= {"rate": round(usual_rate(track.moved) or 0.0), "least": round(FEWEST)}
    return facts


def life_reasons(track: Track, speech: np.ndarray) -> list[Reason]:
    """A still picture, or a mouth that stays shut while somebody speaks."""
    if track.face.sum() < 2 * FPS:
        return []
    shown = track.points[track.face]
    calm = shown[: len(shown) // _CALMED * _CALMED].reshape(-1, _CALMED, *shown.shape[1:]).mean(axis=1)
    alive = float(np.linalg.norm(still_points(calm).std(axis=0), axis=1)[:468].mean())
    if alive < _FACE_STILL:
        return [Reason("footage.still_picture")]
    opening = lip_measures(track)[:, 0]
    talking = speech & track.face
    if talking.sum() > 2 * FPS and float(np.std(opening[talking])) < _LIPS_STILL:
        return [Reason("footage.lips_still")]
    return []


def _figures(track: Track, keep: np.ndarray, speech: np.ndarray) -> dict[str, Any]:
    def middle(rows: np.ndarray) -> float | None:
        return round(float(np.nanmedian(rows)), 2) if np.isfinite(rows).any() else None

    eyes, rate = middle(track.eyes_px), usual_rate(track.moved)
    advice = {
        "footage.sit_closer": eyes is not None and eyes < GOOD_EYES_PX,
        "footage.more_pictures": rate is not None and rate < COMFORTABLE,
    }
    return {
        "seconds": round(len(track) / FPS, 2),
        "kept_s": round(float(keep.sum()) / FPS, 2),
        "speech_s": round(float((speech & keep).sum()) / FPS, 2),
        "eyes_px": eyes,
        "sharpness": middle(track.sharpness),
        "light": middle(track.light),
        "rate": rate if rate is None else round(rate, 1),
        "advice": [name for name, due in advice.items() if due],
    }

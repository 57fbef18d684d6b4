"""The truth of a film: what is really shown in each frame, taken from the mesh and not from the picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import motion, shapes
from .film_picture import Film
from .film_speech import Said
from .motion import FPS

ABOUT = {
    "t": "s; frame i is shown from i / fps to (i + 1) / fps",
    "lip_gap_px": "between the inner lips' middles, in pixels of the clip, 0 where they meet",
    "lip_width_px": "between the corners of the mouth", "jaw": "weight of the face unit jawOpen",
    "chin_px": "how far the chin is below the upper lip", "blink": "0 open to 1 shut",
    "yaw": "degrees, to the right side of the picture", "pitch": "degrees, down",
    "roll": "degrees, clockwise in the picture", "gaze": "degrees right and up of the camera",
    "eyes_px": "between the pupils, with the head at rest",
    "phonemes": "symbol (IPA), viseme, start and end in s of the film; late sound is heard sound_late_ms later",
}


def truth(film: Film, said: Said, late_ms: int, degraded: list[str]) -> dict[str, Any]:
    """Everything that is known of the film, ready for JSON."""
    return {
        "synthetic": True, "fps": FPS, "size": [film.layers.plan["size"]] * 2, "language": said.language,
        "voice": said.voice, "text": said.text, "speech_s": [round(v, 3) for v in said.speech_s],
        "eyes_px": round(film.eyes_px, 1), "sound_late_ms": late_ms, "degraded": degraded, "about": ABOUT,
        "phonemes": [[p.symbol, p.viseme, round(p.start_s, 3), round(p.end_s, 3)] for p in said.phonemes],
        "frames": [row(film, said, i) for i in range(len(film.moments))],
    }


def row(film: Film, said: Said, i: int) -> dict[str, Any]:
    moment, pose = film.moments[i], film.moments[i].pose
    upper, lower, right, left, chin = film.posed_marks(i)
    shape = film.shapes[film.shown[i]]
    weights = {name: round(float(v), 3) for name, v in zip(shapes.UNITS, shape, strict=True) if abs(v) > 1e-3}
    turn = {name: round(float(np.degrees(getattr(pose, name))), 3) for name in ("yaw", "pitch", "roll")}
    return {
        "frame": i, "t": round(i / FPS, 3), "viseme": viseme_at((i + .5) / FPS, said),
        "lip_gap_px": round(max(0., float(lower[1] - upper[1])), 2),
        "lip_width_px": round(float(np.linalg.norm(left - right)), 2), "chin_px": round(float(chin[1] - upper[1]), 2),
        "jaw": weights.get("jawOpen", 0.), "blink": motion.LIDS[moment.lid], **turn,
        "brow": round(pose.brow, 3), "breath": round(float(pose.breath), 4),
        "gaze": motion.GAZES[moment.gaze if not moment.lid else "camera"], "units": weights,
    }


def viseme_at(t: float, said: Said) -> str:
    return next((p.viseme for p in said.phonemes if p.start_s <= t < p.end_s), "sil")

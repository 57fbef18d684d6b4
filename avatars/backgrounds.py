"""The rooms behind presenters, as the engine lays them there, each with the light that fits."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from django.conf import settings

from avatars.engine import Background, Bundle
from avatars.engine.background import LIGHT
from avatars.rooms import Room


def background_for(bundle: Bundle, wanted: str = "") -> Background | None:
    """What a performer lays behind it: the room `wanted`, or else the presenter's own. None without an alpha."""
    if not bundle.has_alpha:
        return None
    names = (wanted, str(bundle.manifest.get("background", "")), Room.STUDIO.value)
    return _background(next(name for name in names if name in Room.values), bundle.size)


def look(room: str) -> bytes:
    """All that a presenter's picture takes from a room: its own picture as it is stored, and its light."""
    return _file(room).read_bytes() + repr(LIGHT[room]).encode()


def _file(room: str) -> Path:
    return Path(settings.BASE_DIR) / "static" / "backgrounds" / f"{room}.webp"


@lru_cache(maxsize=16)
def _background(room: str, size: tuple[int, int]) -> Background:
    file = _file(room)
    picture = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"{file} is not a picture.")
    return Background(picture, size, LIGHT[room])

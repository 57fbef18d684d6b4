"""What the coach says of one person's camera pictures, taken 2 to 4 times a second."""

from collections import deque
from typing import Any, Protocol

import cv2
import numpy as np

from avatars.footage.look import face_look, face_patch
from avatars.footage.marks import DARKEST

Box = tuple[float, float, float, float]
EYES_PX = 80  # in the camera's own picture: above the gate's least, under what it recommends
CLOSEST = 0.78  # of the picture's height, from brow to chin
OFF_CENTRE = 0.17  # of the picture's width; the height's is half as strict
YAW, NOD, ROLL = 15.0, 18.0, 14.0
BLURRED, BLOWN, UNEVEN = 25.0, 0.06, 0.33
SHUT = 0.7
MOVING = 9.0  # grey levels
_SMALL = (96, 54)
_MEMORY = 4  # pictures: about 1.5 s


class Reader(Protocol):
    """What is asked of a FaceReader."""

    def mesh(self, image: np.ndarray) -> np.ndarray: ...
    def boxes(self, image: np.ndarray) -> list[Box]: ...


class Eye:
    """Remembers a few pictures of one session."""

    def __init__(self) -> None:
        self._shut: deque[bool] = deque(maxlen=_MEMORY)
        self._backs: deque[float] = deque(maxlen=_MEMORY)
        self._before: np.ndarray | None = None

    def look(self, reader: Reader, image: np.ndarray | None, camera_width: int) -> dict[str, Any]:
        """{"findings", "box", "ok"}; `image`: (h, w, 3) uint8 BGR, None where it could not be read."""
        if image is None:
            return _answer([("coach.bad_picture", {})], None)
        points = reader.mesh(image)
        if not np.isfinite(points[0, 0]):
            self._before = None
            dark = float(image.mean()) < DARKEST / 2
            return _answer([("coach.too_dark" if dark else "coach.no_face", {})], None)
        found: list[tuple[str, dict[str, Any]]] = []
        if len(reader.boxes(image)) > 1:
            found.append(("coach.several_people", {}))
        look = face_look(image, points)
        found += place_findings(points, image.shape[:2], max(camera_width, image.shape[1]))
        found += pose_findings(look["pose"])
        found += self._eyes(look["blink"])
        found += light_findings(image, points, look)
        found += self._background(image, points)
        height, width = image.shape[:2]
        low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        share = [low[0] / width, low[1] / height, (high - low)[0] / width, (high - low)[1] / height]
        return _answer(found, [round(float(v), 4) for v in share])

    def _eyes(self, blink: float) -> list[tuple[str, dict[str, Any]]]:
        self._shut.append(blink > SHUT)
        return [("coach.eyes_closed", {})] if sum(self._shut) >= 3 else []

    def _background(self, image: np.ndarray, points: np.ndarray) -> list[tuple[str, dict[str, Any]]]:
        small = cv2.cvtColor(cv2.resize(image, _SMALL, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
        now, before = small.astype(np.float32), self._before
        self._before = now
        if before is None:
            return []
        behind = _behind(points, image.shape[:2])
        if behind.sum() < behind.size * 0.1:
            return []
        change = (now - before)[behind]
        self._backs.append(float(np.abs(change - np.median(change)).mean()))
        return [("coach.background_moves", {})] if sum(b > MOVING for b in self._backs) >= 2 else []


def place_findings(
    points: np.ndarray, size: tuple[int, int], camera_width: int
) -> list[tuple[str, dict[str, Any]]]:
    """Distance and place in the picture; `size`: height and width."""
    height, width = size
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    eyes = float(np.linalg.norm((points[33] - points[263])[:2])) * camera_width / width
    if (high - low)[1] > CLOSEST * height or low.min() < 0 or high[0] > width or high[1] > height:
        return [("coach.too_close", {})]
    if eyes < EYES_PX:
        return [("coach.too_far", {"pixels": int(eyes), "least": EYES_PX})]
    middle = (low + high) / 2
    off = np.abs(middle / [width, height] - [0.5, 0.47])
    return [("coach.off_centre", {})] if off[0] > OFF_CENTRE or off[1] > 2 * OFF_CENTRE / 1.5 else []


def pose_findings(pose: np.ndarray) -> list[tuple[str, dict[str, Any]]]:
    """Turned to a side, up or down, or tilted."""
    yaw, pitch, roll = (abs(float(v)) for v in pose)
    if yaw > YAW or pitch > NOD:
        return [("coach.turned_away", {"degrees": round(max(yaw, pitch))})]
    return [("coach.tilted", {"degrees": round(roll)})] if roll > ROLL else []


def light_findings(
    image: np.ndarray, points: np.ndarray, look: dict[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    """Too dark, blown out, uneven, blurred: the first of the light, and the sharpness where there is light."""
    if look["light"] < DARKEST + 10:
        return [("coach.too_dark", {})]
    found: list[tuple[str, dict[str, Any]]] = []
    patch = face_patch(image, points).astype(np.float32)
    left, right = float(patch[40:100, 20:56].mean()), float(patch[40:100, 72:108].mean())
    if look["clipped"] > BLOWN:
        found.append(("coach.too_bright", {}))
    elif abs(left - right) > UNEVEN * max(left, right):
        found.append(("coach.uneven_light", {"darker": "left" if left < right else "right"}))
    if look["sharpness"] < BLURRED and look["eyes_px"] > 40:
        found.append(("coach.blurred", {}))
    return found


def _behind(points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(54, 96) bool: where the person is not: beside and above the head, down to the chin."""
    height, width = size
    scale = np.array([_SMALL[0] / width, _SMALL[1] / height])
    low, high = points[:, :2].min(axis=0) * scale, points[:, :2].max(axis=0) * scale
    wide, tall = high - low
    behind = np.ones(_SMALL[::-1], bool)
    x0, x1 = int(low[0] - 0.45 * wide), int(high[0] + 0.45 * wide) + 1
    behind[max(0, int(low[1] - 0.6 * tall)) :, max(0, x0) : max(0, x1)] = False
    behind[max(0, int(high[1] - 0.1 * tall)) :] = False
    return behind


def _answer(found: list[tuple[str, dict[str, Any]]], box: list[float] | None) -> dict[str, Any]:
    rows = [{"id": name, "facts": facts} for name, facts in found]
    return {"findings": rows, "box": box, "ok": not rows}

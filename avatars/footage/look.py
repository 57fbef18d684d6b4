"""What one picture shows of the face besides its points: turn, eyes, sharpness, light, and whether it changed."""

from dataclasses import fields
from typing import Any, Protocol

import cv2
import numpy as np

from avatars.footage.limits import SMALLEST_EYES_PX
from avatars.footage.track import LEFT_EYE, RIGHT_EYE, Track

COUNT_EVERY = 5  # frames between two counts of faces
_SMALL = (160, 90)
_FACE = 128  # pixels: sharpness is measured at this size of the face
_LIDS = ((159, 145, 33, 133), (386, 374, 263, 362))  # upper, lower, outer, inner of each eye
_OPEN, _SHUT = 0.24, 0.10  # opening over width of an eye
BLOWN = 250
_TRACE, _AROUND = 0.012, np.ones((3, 3), np.uint8)
_MOVED = (64, 64)  # the face as it is compared with the frame before
_EYES_SHARE = 0.62  # outer eye distance in widths of the detector's box
_SMALL_BOX = 0.15  # of the picture's longest side


class Reader(Protocol):
    """What `Look` asks of a FaceReader."""

    def mesh(self, image: np.ndarray) -> np.ndarray: ...
    def boxes(self, image: np.ndarray) -> list[tuple[float, float, float, float]]: ...


class Look:
    """Goes through pictures in their order."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._index = 0
        self._counted, self._widest = (0, 0), 0.0
        self._before: np.ndarray | None = None
        self._image: np.ndarray | None = None

    def at(self, image: np.ndarray) -> dict[str, Any]:
        """`image`: (h, w, 3) uint8 BGR, the next. Returns one row of a Track by field."""
        points = self._reader.mesh(image)
        if self._index % COUNT_EVERY == 0:
            boxes = self._reader.boxes(image)
            self._counted = (self._counted[1], len(boxes))
            self._widest = boxes[0][2] if boxes else 0.0
        self._index += 1
        seen = bool(np.isfinite(points[0, 0]))
        count = min(self._counted)  # one count alone may be a hand or a shadow
        row = {
            "points": points,
            "count": max(count, 1) if seen else count,
            "change": self._change(image),
            "moved": face_moved(image, self._image, points) if seen else np.nan,
        }
        self._image = image
        return row | (face_look(image, points) if seen else self._unmeshed(max(image.shape[:2])))

    def _unmeshed(self, longest: int) -> dict[str, Any]:
        """A face that the detector alone found is turned far away or, where its box is small, too small."""
        if not 0 < self._widest < _SMALL_BOX * longest:
            return _NOTHING
        return _NOTHING | {"eyes_px": min(_EYES_SHARE * self._widest, SMALLEST_EYES_PX - 1)}

    def _change(self, image: np.ndarray) -> float:
        small = cv2.resize(image, _SMALL, interpolation=cv2.INTER_AREA).astype(np.float32)
        before, self._before = self._before, small
        return float(np.abs(small - before).mean()) if before is not None else 255.0


def face_moved(image: np.ndarray, before: np.ndarray | None, points: np.ndarray) -> float:
    """Mean difference in grey levels of two pictures, (h, w, 3) uint8 BGR, where the face is in the second: the same
    place in both, so that a head that moves changes it. NaN where there is nothing to compare."""
    low, high = np.maximum(points[:, :2].min(axis=0), 0).astype(int), points[:, :2].max(axis=0).astype(int)
    part = slice(low[1], high[1]), slice(low[0], high[0])
    if before is None or not image[part].size:
        return np.nan
    now, then = (_small_grey(picture[part]) for picture in (image, before))
    return float(np.abs(now - then).mean())


def _small_grey(image: np.ndarray) -> np.ndarray:
    small = cv2.resize(image, _MOVED, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)


def face_look(image: np.ndarray, points: np.ndarray) -> dict[str, Any]:
    """The measures of a face whose `points`, (478, 3), lie in `image`, (h, w, 3) uint8 BGR."""
    grey = face_patch(image, points)
    inner = grey[16:112, 24:104]
    return {
        "pose": pose_of(points),
        "blink": blink_of(points),
        "sharpness": float(cv2.Laplacian(grey, cv2.CV_32F)[16:112, 16:112].var()),
        "light": float(inner.mean()),
        "clipped": float((inner >= BLOWN).mean()),
        "eyes_px": float(np.linalg.norm((points[LEFT_EYE] - points[RIGHT_EYE])[:2])),
        "mouth_look": mouth_look(image, points),
        "flat": flat_share(inner),
    }


def face_patch(image: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(128, 128) uint8 grey: the face upright, brows to chin, the same part of it at any size."""
    left, right, chin = points[LEFT_EYE, :2], points[RIGHT_EYE, :2], points[152, :2]
    across = (right - left) * 0.85
    middle = (left + right) / 2
    down = (chin - middle) * 0.62
    centre = middle + down * 0.45
    corners = np.array([centre - across - down, centre + across - down, centre - across + down], np.float32)
    turn = cv2.getAffineTransform(corners, np.array([[0, 0], [_FACE, 0], [0, _FACE]], np.float32))
    shrink = 2 * float(np.linalg.norm(across)) / _FACE
    if shrink > 1.5:  # warpAffine does not average: blur first
        image, turn = _shrunk(image, turn, 1 / shrink)
    return cv2.cvtColor(
        cv2.warpAffine(image, turn, (_FACE, _FACE), borderMode=cv2.BORDER_REPLICATE), cv2.COLOR_BGR2GRAY
    )


def _shrunk(image: np.ndarray, turn: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    turn = turn.copy()
    turn[:, :2] /= scale
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), turn


def flat_share(grey: np.ndarray) -> float:
    """Of (h, w) uint8: pixels that differ from no neighbour by more than a trace of the whole's contrast."""
    low, high = np.percentile(grey, [5, 95])
    around = cv2.subtract(cv2.dilate(grey, _AROUND), cv2.erode(grey, _AROUND))
    return float((around <= max(1.0, _TRACE * float(high - low))).mean())


def pose_of(points: np.ndarray) -> np.ndarray:
    """(3,) float32 yaw, pitch, roll in degrees, by the face's own axes: eyes and mouth corners, forehead and chin.

    Yaw > 0: turned to the picture's right; pitch > 0: up; roll > 0: clockwise as seen.
    """
    p = points.astype(np.float64)
    across = p[RIGHT_EYE] - p[LEFT_EYE] + p[291] - p[61] + p[454] - p[234]
    down = p[152] - p[10]
    across /= np.linalg.norm(across)
    down -= across * (down @ across)
    down /= np.linalg.norm(down)
    ahead = np.cross(across, down)  # away from the camera for a face into it
    yaw = np.degrees(np.arctan2(-ahead[0], ahead[2]))
    pitch = np.degrees(np.arcsin(np.clip(ahead[1], -1, 1)))
    roll = np.degrees(np.arctan2(across[1], across[0]))
    return np.array([yaw, pitch, roll], np.float32)


def blink_of(points: np.ndarray) -> float:
    """0 both eyes open .. 1 shut, by how high the opening is against its width (Soukupová & Čech 2016)."""
    ratios = [
        np.linalg.norm(points[up] - points[low])
        / max(1e-6, float(np.linalg.norm(points[out] - points[inner])))
        for up, low, out, inner in _LIDS
    ]
    return float(np.clip((_OPEN - np.mean(ratios)) / (_OPEN - _SHUT), 0, 1))


_SPOTS = {"lips": ((0, 13), (17, 14), (37, 82), (267, 312), (84, 87), (314, 317)),
          "cheeks": ((50, 50), (280, 280), (205, 205), (425, 425)), "chin": ((199, 199), (175, 175))}  # fmt: skip


def mouth_look(image: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(6,) float32: lips' redness (Cr), blueness (Cb) and light (Y) against the cheeks'; the chin's Cr and Y against
    them; the mouth's own detail. What lies over a mouth changes them."""
    scale = max(1.0, float(np.linalg.norm((points[LEFT_EYE] - points[RIGHT_EYE])[:2])) / 60)
    colour = {}
    for name, pairs in _SPOTS.items():
        middles = [points[list(pair), :2].mean(axis=0) for pair in pairs]
        colour[name] = np.median([_spot(image, middle, scale) for middle in middles], axis=0)
    lips, chin = colour["lips"] - colour["cheeks"], colour["chin"] - colour["cheeks"]
    patch = face_patch(image, points)[72:112, 36:92]
    detail = float(cv2.Laplacian(patch, cv2.CV_32F).std())
    return np.array([lips[1], lips[2], lips[0], chin[1], chin[0], detail], np.float32)


def _spot(image: np.ndarray, middle: np.ndarray, radius: float) -> np.ndarray:
    """(3,) mean Y, Cr, Cb around a point."""
    height, width = image.shape[:2]
    r = max(1, round(radius))
    x, y = (
        int(np.clip(round(float(v)), r, top - r - 1)) for v, top in zip(middle, (width, height), strict=True)
    )
    square = image[y - r : y + r + 1, x - r : x + r + 1]
    return cv2.cvtColor(square, cv2.COLOR_BGR2YCrCb).reshape(-1, 3).mean(axis=0)


_NOTHING: dict[str, Any] = {
    "pose": np.full(3, np.nan, np.float32), "blink": np.nan, "sharpness": np.nan, "light": np.nan, "clipped": np.nan,
    "eyes_px": np.nan, "mouth_look": np.full(6, np.nan, np.float32), "flat": np.nan,
}  # fmt: skip


def track_of(rows: list[dict[str, Any]]) -> Track:
    """Rows of `Look.at` as a Track."""
    if not rows:
        raise ValueError("A track needs a frame.")
    kinds = {"count": np.uint8}
    return Track(
        **{f.name: np.array([r[f.name] for r in rows], kinds.get(f.name, np.float32)) for f in fields(Track)}
    )


def rows_of(track: Track) -> list[dict[str, Any]]:
    """The way back, to go on from a part."""
    return [{f.name: getattr(track, f.name)[i] for f in fields(Track)} for i in range(len(track))]

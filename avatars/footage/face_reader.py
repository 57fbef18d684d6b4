"""MediaPipe's face mesh and face detector. Import only in a child process."""

import sys
from types import ModuleType, TracebackType
from typing import Any, Self

import cv2
import numpy as np

from avatars.footage.track import POINTS

_LONGEST = 960  # pixels: faces in larger pictures are read from a smaller copy


class FaceReader:
    """`mesh`: (478, 3) of the clearest face; `count`: how many faces there are."""

    def __init__(self, tracking: bool = True) -> None:
        face_detection, face_mesh = solutions()
        self._mesh = face_mesh.FaceMesh(
            static_image_mode=not tracking, max_num_faces=1, refine_landmarks=True
        )
        self._near = face_detection.FaceDetection(model_selection=0, min_detection_confidence=0.5)
        self._far = face_detection.FaceDetection(model_selection=1, min_detection_confidence=0.5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for part in (self._mesh, self._near, self._far):
            part.close()

    def mesh(self, image: np.ndarray) -> np.ndarray:
        """`image`: (h, w, 3) uint8 BGR. Returns (478, 3) float32 in its pixels, NaN where no face is."""
        height, width = image.shape[:2]
        found = self._mesh.process(_rgb(image)).multi_face_landmarks
        if not found:
            return np.full((POINTS, 3), np.nan, np.float32)
        points = np.array([[p.x, p.y, p.z] for p in found[0].landmark], np.float32)
        return points * np.array([width, height, width], np.float32)

    def boxes(self, image: np.ndarray) -> list[tuple[float, float, float, float]]:
        """Faces near and far, each once: left, top, width, height in pixels, the largest first.

        Those under a third of the largest are in the background, and so are most mistakes.
        """
        height, width = image.shape[:2]
        small = _rgb(image)
        found: list[Any] = []
        for finder in (self._near, self._far):
            for one in finder.process(small).detections or ():
                box = one.location_data.relative_bounding_box
                found.append((box.xmin * width, box.ymin * height, box.width * width, box.height * height))
        found.sort(key=lambda box: -box[2] * box[3])
        kept: list[tuple[float, float, float, float]] = []
        for box in found:
            if box[2] > found[0][2] / 3 and all(_overlap(box, other) < 0.3 for other in kept):
                kept.append(box)
        return kept


def solutions() -> tuple[Any, Any]:
    """MediaPipe's face_detection and face_mesh, without matplotlib: its drawing code asks for it, and we never draw."""
    added = [name for name in ("matplotlib", "matplotlib.pyplot") if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in added})
    try:
        from mediapipe.python.solutions import face_detection, face_mesh
    finally:
        for name in added:
            del sys.modules[name]
    return face_detection, face_mesh


def _rgb(image: np.ndarray) -> np.ndarray:
    scale = _LONGEST / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Intersection over the smaller one."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0.0, wide) * max(0.0, high) / max(1e-6, min(a[2] * a[3], b[2] * b[3]))

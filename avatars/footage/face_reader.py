"""MediaPipe's face mesh and face detector. Import only in a child process."""

import sys
from dataclasses import dataclass
from types import ModuleType, TracebackType
from typing import Any, Self

import cv2
import numpy as np

from avatars.footage.track import POINTS

Box = tuple[float, float, float, float]
_OUTER = 1.36  # distance between the outer corners of the eyes, in distances between their middles
_LONGEST = 960  # pixels: faces in larger pictures are read from a smaller copy


@dataclass(frozen=True)
class Face:
    """What the detector tells of one face, in pixels. box: left, top, width, height; eyes: the middle between them;
    eye_distance: between the outer corners; lean: degrees that it is turned clockwise; score: 0..1."""

    box: Box
    eyes: tuple[float, float]
    eye_distance: float
    lean: float
    score: float


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

    def boxes(self, image: np.ndarray) -> list[Box]:
        """Of `faces`."""
        return [face.box for face in self.faces(image)]

    def faces(self, image: np.ndarray) -> list[Face]:
        """Faces near and far in (h, w, 3) uint8 BGR, each once, the largest first.

        Those under a third of the largest are in the background, and so are most mistakes.
        """
        height, width = image.shape[:2]
        small = _rgb(image)
        found = [
            _face(one, width, height)
            for finder in (self._near, self._far)
            for one in finder.process(small).detections or ()
        ]
        found.sort(key=lambda face: -face.box[2] * face.box[3])
        kept: list[Face] = []
        for face in found:
            if face.box[2] > found[0].box[2] / 3 and all(
                _overlap(face.box, other.box) < 0.3 for other in kept
            ):
                kept.append(face)
        return kept


def _face(detection: Any, width: int, height: int) -> Face:
    box = detection.location_data.relative_bounding_box
    points = np.array([(p.x * width, p.y * height) for p in detection.location_data.relative_keypoints])
    eyes, down = points[:2].mean(axis=0), points[3] - points[:2].mean(axis=0)  # the fourth is the mouth
    return Face(
        (box.xmin * width, box.ymin * height, box.width * width, box.height * height),
        (float(eyes[0]), float(eyes[1])),
        _OUTER * float(np.linalg.norm(points[0] - points[1])),
        float(np.degrees(np.arctan2(-down[0], down[1]))),
        float(detection.score[0]),
    )


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


def _overlap(a: Box, b: Box) -> float:
    """Intersection over the smaller one."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0.0, wide) * max(0.0, high) / max(1e-6, min(a[2] * a[3], b[2] * b[3]))

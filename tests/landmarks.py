"""How far the lips are apart in pictures of a face, by MediaPipe's face mesh. Tests only."""

from collections.abc import Iterable

import cv2
import numpy as np

UPPER_INNER, LOWER_INNER, LEFT_EYE, RIGHT_EYE = 13, 14, 33, 263


def lip_openings(images: Iterable[np.ndarray]) -> np.ndarray:
    """Inner lip distance in % of the outer inter-ocular distance, so head motion and size drop out.

    images: (h, w, 3) uint8 BGR each -> (n,) float, nan where no face was found.
    """
    import mediapipe as mp

    with mp.solutions.face_mesh.FaceMesh(max_num_faces=1, refine_landmarks=True) as mesh:
        return np.array([_opening(mesh, image) for image in images])


def _opening(mesh: object, image: np.ndarray) -> float:
    height, width = image.shape[:2]
    found = mesh.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).multi_face_landmarks  # type: ignore[attr-defined]
    if not found:
        return float("nan")
    points = np.array([[p.x * width, p.y * height] for p in found[0].landmark])
    eyes = np.linalg.norm(points[LEFT_EYE] - points[RIGHT_EYE])
    return float(np.linalg.norm(points[UPPER_INNER] - points[LOWER_INNER]) / eyes * 100)

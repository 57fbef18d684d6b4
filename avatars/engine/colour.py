"""BT.601 limited-range YUV, the colour space that I420 video, VP8 and H.264 share here."""

import cv2
import numpy as np

_FROM_BGR = np.array(
    [
        [0.097906, 0.504129, 0.256788, 16.0],
        [0.439216, -0.290993, -0.148223, 128.0],
        [-0.071427, -0.367788, 0.439216, 128.0],
    ],
    np.float32,
)  # fmt: skip


def bgr_to_yuv(image: np.ndarray) -> np.ndarray:
    """image: (h, w, 3) uint8 BGR -> (h, w, 3) uint8 limited-range YUV without subsampling."""
    return cv2.transform(image, _FROM_BGR)


def bgr_to_i420(image: np.ndarray) -> np.ndarray:
    """image: (h, w, 3) uint8 BGR, even sides -> (h * 3 / 2, w) uint8.

    A colour sample is the mean of its four pixels (cv2.cvtColor takes the first one, which frays edges).
    """
    h, w = image.shape[:2]
    out = np.empty((h * 3 // 2, w), np.uint8)
    light, *colours = planes(out)
    cv2.extractChannel(bgr_to_yuv(image), 0, light)
    half = bgr_to_yuv(cv2.resize(image, (w // 2, h // 2), interpolation=cv2.INTER_AREA))
    for channel, plane in enumerate(colours, 1):
        cv2.extractChannel(half, channel, plane)
    return out


def i420_to_bgr(image: np.ndarray) -> np.ndarray:
    """image: (h * 3 / 2, w) uint8 -> (h, w, 3) uint8 BGR."""
    return cv2.cvtColor(image, cv2.COLOR_YUV2BGR_I420)


def planes(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Views of the Y (h, w), U and V (h / 2, w / 2) planes of an I420 image that is contiguous."""
    h, w = image.shape[0] * 2 // 3, image.shape[1]
    flat = image.reshape(-1)
    quarter = h * w // 4
    u = flat[h * w : h * w + quarter].reshape(h // 2, w // 2)
    v = flat[h * w + quarter :].reshape(h // 2, w // 2)
    return image[:h], u, v

"""The clean copy's pictures: constant rate, upright, standard range and colours, one size."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from avatars.footage.crop import Crop
from avatars.footage.frame_filters import Cutter
from avatars.footage.limits import FPS

_PQ, _HLG = 16, 18  # transfer characteristics, ITU-T H.273
_WHITE_NITS, _PEAK_NITS = 203.0, 1000.0  # ITU-R BT.2408
_MATRICES = {1: Colorspace.ITU709, 4: Colorspace.FCC, 5: Colorspace.ITU601, 6: Colorspace.ITU601,
             7: Colorspace.SMPTE240M, 9: Colorspace.BT2020, 10: Colorspace.BT2020}  # fmt: skip


def on_ticks(frames: Iterable[tuple[float, Any]], start_s: float, end_s: float) -> Iterator[Any]:
    """For each tick of 1/25 s from `start_s` to before `end_s`, the frame whose time is nearest.

    `frames`: (time in s, frame), ascending; those that go back in time are left out. Ends with the frames.
    """
    tick, last, last_s, step = 0, None, 0.0, 1 / FPS
    for time_s, frame in frames:
        if last is not None and time_s <= last_s:
            continue
        border = (last_s + time_s) / 2
        while last is not None and start_s + tick / FPS < min(border, end_s - 1e-6):
            yield last
            tick += 1
        step = min(time_s - last_s, 0.2) if last is not None else step
        last, last_s = frame, time_s
        if time_s - step > end_s:
            return
    while last is not None and start_s + tick / FPS < min(last_s + step / 2, end_s - 1e-6):
        yield last
        tick += 1


def upright_size(width: int, height: int, rotation: int) -> tuple[int, int]:
    """Width and height as it is shown."""
    return (height, width) if rotation % 180 else (width, height)


class Painter:
    """Any frame to planes of yuv420p, BT.601 limited, upright, cut out of it: (h * 3 // 2 * w,) uint8.

    `size`: width and height of what is cut out.
    """

    def __init__(self, crop: Crop) -> None:
        self.size = (crop.width, crop.height)
        self._crop = crop
        self._cut, self._scaler = Cutter(), VideoReformatter()

    def paint(self, frame: Any) -> np.ndarray:
        """Pictures of another shape fill the canvas and lose their edges."""
        turn = (round(frame.rotation / 90) + self._crop.turn) % 4
        shown = self._cut.out(frame, self._crop.part_of(frame.width, frame.height, turn))
        toned = self._standard(shown, *upright_size(*self.size, turn * 90))
        return np.concatenate([plane.ravel() for plane in _planes(toned, turn)], None)

    def _standard(self, frame: Any, width: int, height: int) -> Any:
        """Scaled, as yuv420p in BT.601, limited range."""
        full = frame.color_range == 2 or frame.format.name.startswith("yuvj") or not _is_yuv(frame)
        source = _MATRICES.get(
            int(frame.colorspace), Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601
        )
        range_ = ColorRange.JPEG if full else ColorRange.MPEG
        if int(frame.color_trc or 0) in (_PQ, _HLG):
            frame = _tone_mapped(self._scaled(frame, width, height, "rgb48le", source, range_))
            source, range_ = Colorspace.ITU601, ColorRange.JPEG
        return self._scaled(frame, width, height, "yuv420p", source, range_)

    def _scaled(self, frame: Any, width: int, height: int, kind: str, source: Any, range_: Any) -> Any:
        return self._scaler.reformat(
            frame, width, height, kind,
            src_colorspace=source, dst_colorspace=Colorspace.ITU601,
            src_color_range=range_, dst_color_range=ColorRange.MPEG if kind == "yuv420p" else ColorRange.JPEG,
            interpolation=Interpolation.AREA if frame.width > 1.5 * width else Interpolation.BICUBIC,
        )  # fmt: skip


def _is_yuv(frame: Any) -> bool:
    return not frame.format.is_rgb


def _planes(frame: Any, turn: int) -> list[np.ndarray]:
    """Y, U, V, turned counterclockwise by `turn` quarters."""
    planes = []
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        planes.append(np.rot90(rows, turn))
    return planes


def _tone_mapped(frame: Any) -> Any:
    """BT.2020 PQ or HLG, rgb48, to 8 bit BT.709 colours: linear light, white at 203 nits, highlights bent."""
    code = frame.to_ndarray()
    light = _to_light(int(frame.color_trc))[code]
    light = np.maximum(light @ _TO_709.T.astype(np.float32), 0)
    top = light.max(axis=2, keepdims=True)
    peak = _PEAK_NITS / _WHITE_NITS
    bent = top * (1 + top / peak**2) / (1 + top)  # Reinhard et al. 2002, eq. 4
    light *= (bent / np.maximum(top, 1e-6)) * 1.25  # brings mid tones back to where they were
    shown = np.clip(light, 0, 1) ** np.float32(1 / 2.2)
    return av.VideoFrame.from_ndarray((shown * 255 + 0.5).astype(np.uint8), format="rgb24")


@cache
def _to_light(trc: int) -> np.ndarray:
    """(65536,) float32: light of a 16 bit code, 1 = SDR white (SMPTE ST 2084; ARIB STD-B67 with gamma 1.2)."""
    x = np.arange(65536) / 65535
    if trc == _PQ:
        p = x ** (1 / 78.84375)
        nits = 10_000 * (np.maximum(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p)) ** (1 / 0.1593017578125)
        return (nits / _WHITE_NITS).astype(np.float32)
    scene = np.where(x <= 0.5, x**2 / 3, (np.exp((x - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    return (_PEAK_NITS * scene**1.2 / _WHITE_NITS).astype(np.float32)


_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)  # ITU-R BT.2407

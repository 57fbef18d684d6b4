"""Puts rendered layers together: neutral frame, turned heads, eyes, mouth units, motion, background."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from avatars.engine.background import GREY, LIGHT, Background
from avatars.engine.colour import bgr_to_i420, i420_to_bgr

from . import motion
from .backdrop import backdrop
from .flow import MeshFlow, Pose

SATURATION = 1.04  # AgX renders skin a little pale
GRAIN = 1.1  # grey levels of fine texture that the denoiser took away
PART = 512  # of a picture's size is the unit of the numbers below
STRANDS = 2.5  # grey levels of fine detail: from here on it is hair, from twice as much it is kept
LID_ROOM = 13
EYE_FEATHER = 7
MOUTH_FEATHER = 12


@dataclass
class Turned:
    """A head that was rendered turned: picture as `Layers.graded` gives it, and how it moves."""

    picture: np.ndarray
    flow: MeshFlow


@dataclass
class Layers:
    """What the bank rendered, read once.

    base: (r, r, 4) float32 BGRA as rendered, straight alpha; size: s, pixels of the pictures that are made of it;
    flow: of the neutral frame, turned: of the others, by degrees, for pictures of size s.
    """

    folder: Path
    plan: dict[str, Any]
    size: int
    base: np.ndarray
    grain: np.ndarray
    flow: MeshFlow
    turned: dict[float, Turned] = field(default_factory=dict)
    _faces: dict[str, np.ndarray] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, size: int | None = None) -> Layers:
        """At the size of rendering where none is given."""
        plan = json.loads((folder / "plan.json").read_text())
        size = size or int(plan["size"])
        layers = cls(folder, plan, size, read_png(folder / plan["base"]), grain(size), mesh_flow(folder, size))
        for degrees, name in plan.get("turned", {}).items():
            flow = mesh_flow(folder, size, Pose(yaw=float(np.radians(float(degrees)))))
            layers.turned[float(degrees)] = Turned(layers.graded(read_png(folder / name)), flow)
        return layers

    @property
    def part(self) -> float:
        """Pixels of a made picture in a unit of this file."""
        return self.size / PART

    def box(self, name: str) -> list[int]:
        """A box of the plan, x0, y0, x1, y1 in even pixels of the pictures that are made, not smaller."""
        low, high = np.array(self.plan[name]).reshape(2, 2) * self.size / self.plan["size"]
        return [int(v) for v in (*(low // 2 * 2), *(-(-high // 2) * 2))]

    def crop(self, name: str, box: list[int], feather: float) -> np.ndarray:
        """The neutral frame with one rendered crop blended in: (r, r, 4)."""
        x0, y0, x1, y1 = box
        part = read_png(self.folder / name)
        edge = edge_feather(y1 - y0, x1 - x0, feather * self.plan["size"] / PART)[..., None]
        out = self.base.copy()
        out[y0:y1, x0:x1] = out[y0:y1, x0:x1] * (1 - edge) + part * edge
        return out

    def face(self, lid: int, gaze: str) -> np.ndarray:
        """The neutral frame with these eyes, as `graded` gives it."""
        name = self.plan["lids"][lid] if lid else self.plan["gazes"][gaze]
        if name not in self._faces:
            self._faces[name] = self.graded(self.crop(name, self.plan["eyes"], EYE_FEATHER))
        return self._faces[name]

    def graded(self, layer: np.ndarray) -> np.ndarray:
        """(r, r, 4) as rendered -> (s, s, 4) uint8 BGRA: coloured, grained, laid over grey."""
        share = layer[..., 3:] / 255
        layer = np.concatenate([layer[..., :3] * share, share], -1)
        if len(layer) != self.size:
            layer = cv2.resize(layer, (self.size, self.size), interpolation=cv2.INTER_AREA)
        colour, alpha = layer[..., :3] + self.grain * layer[..., 3:], layer[..., 3:]
        grey = colour.mean(-1, keepdims=True)
        colour = np.clip(grey + (colour - grey) * SATURATION, 0, 255 * alpha)
        return as_bytes(np.concatenate([colour + GREY * (1 - alpha), 255 * alpha], -1))

    def frame(self, moment: motion.Moment) -> tuple[np.ndarray, np.ndarray]:
        """One frame of a loop, (s, s, 4) uint8 BGRA over grey, and for each pixel the rest pixel it shows (s, s, 2)."""
        source = self.flow.source(moment.pose)
        return self.posed(self.face(moment.lid, moment.gaze), moment.pose, source), source

    def posed(self, picture: np.ndarray, pose: Pose, source: np.ndarray) -> np.ndarray:
        """Moves a picture of the neutral pose; towards a turned head, what is not eyes and mouth comes of its own."""
        front = moved(picture, source)
        degrees = float(np.degrees(pose.yaw))
        side = next((d for d in self.turned if d * degrees > 0), None)
        if side is None:
            return front
        turned = self.turned[side]
        share = smooth(degrees / side) * moved(self.own_share(), source)[..., None]
        return as_bytes(front + (moved(turned.picture, turned.flow.source(pose)) - front.astype(np.float32)) * share)

    def own_share(self) -> np.ndarray:
        """(s, s) float32: how much of a turned head's own picture is shown where. Not in eyes and mouth, which have
        pictures of the neutral pose alone, nor in hair, whose strands would blur."""
        if "own" not in self._faces:
            lids = np.abs(self.face(0, "camera").astype(np.int16) - self.face(len(motion.LIDS) - 1, "camera")).max(-1)
            around = np.ones((round(LID_ROOM * self.part),) * 2)
            share = 1 - cv2.GaussianBlur(cv2.dilate((lids > 6).astype(np.float32), around), (0, 0), 5. * self.part)
            x0, y0, x1, y1 = self.box("mouth")
            share[y0:y1, x0:x1] *= 1 - self.mouth_mask(self.mouths())
            self._faces["own"] = share * np.clip(2 - self.strands() / STRANDS, 0, 1)
        return self._faces["own"]

    def strands(self) -> np.ndarray:
        """(s, s) float32 grey levels: fine detail in which turned heads, turned back, differ from the neutral frame.

        Inside the presenter alone: along the outline two pictures mixed would show two.
        """
        face = self.face(0, "camera")
        found = np.zeros(face.shape[:2], np.float32)
        for turned in self.turned.values():
            back = moved(turned.picture, turned.flow.source(Pose()))
            apart = back[..., :3].mean(-1, dtype=np.float32) - face[..., :3].mean(-1, dtype=np.float32)
            fine = np.abs(apart - cv2.GaussianBlur(apart, (0, 0), 2. * self.part))
            inside = cv2.erode((np.minimum(back[..., 3], face[..., 3]) > 250).astype(np.uint8), np.ones((5, 5)))
            found = np.maximum(found, cv2.GaussianBlur(fine * inside, (0, 0), 4. * self.part))
        return found

    def mouths(self) -> np.ndarray:
        """(u, ch, cw, 3) uint8: the mouth's box of the neutral frame under every unit."""
        x0, y0, x1, y1 = self.box("mouth")
        return np.stack([
            self.graded(self.crop(name, self.plan["mouth"], 4))[y0:y1, x0:x1, :3]
            for name in self.plan["units"].values()])

    def mouth_mask(self, mouths: np.ndarray) -> np.ndarray:
        """(ch, cw) float32: one where any unit changes the skin, falling to zero at the edge, hair and background."""
        x0, y0, x1, y1 = self.box("mouth")
        change = np.abs(mouths.astype(np.int16) - mouths[:1]).max((0, 3)).astype(np.uint8)
        change = cv2.GaussianBlur(cv2.medianBlur(change, 5), (0, 0), 2. * self.part)
        skin = outline(change > 5)
        solid = self.face(0, "camera")[y0:y1, x0:x1, 3] > 250
        room = cv2.distanceTransform(np.pad(solid.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1] / self.part
        edge = edge_feather(y1 - y0, x1 - x0, MOUTH_FEATHER * self.part)
        edge = np.minimum(edge, np.clip((room - 2) / 6, 0, 1))
        return np.asarray(cv2.GaussianBlur(skin.astype(np.float32), (0, 0), 5. * self.part) * edge, np.float32)


def mesh_flow(folder: Path, size: int, rest: Pose = Pose()) -> MeshFlow:  # noqa: B008
    """The flow of a picture that was rendered at `rest`, in pixels of a picture of `size`."""
    geometry = np.load(folder / "geometry.npz")
    focal = float(geometry["focal"]) * size / int(geometry["size"])
    return MeshFlow(
        geometry["points"], geometry["follow"], geometry["brow"], geometry["neck"], geometry["camera"], focal, size,
        rest)


def moved(picture: np.ndarray, source: np.ndarray) -> np.ndarray:
    """Every pixel from where `source` says."""
    return cv2.remap(picture, source[..., 0], source[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def over(picture: np.ndarray, kind: str) -> np.ndarray:
    """(s, s, 4) uint8 BGRA over grey -> (s, s, 3) uint8 BGR in a room, in its light: as the product shows it."""
    picture, alpha = np.ascontiguousarray(picture[..., :3]), np.ascontiguousarray(picture[..., 3])
    return i420_to_bgr(room(kind, len(picture)).behind(bgr_to_i420(picture), alpha))


@functools.cache
def room(kind: str, size: int) -> Background:
    return Background(as_bytes(backdrop(kind, size)), (size, size), LIGHT[kind])


def as_bytes(picture: np.ndarray) -> np.ndarray:
    return np.clip(picture + .5, 0, 255).astype(np.uint8)


def smooth(share: float) -> float:
    """Zero to one without a corner at either end."""
    u = min(max(share, 0.), 1.)
    return u * u * (3 - 2 * u)


def outline(moved: np.ndarray) -> np.ndarray:
    """(h, w) bool -> uint8: its largest connected part, widened a little, without holes or bays."""
    _, label, stats, _ = cv2.connectedComponentsWithStats(moved.astype(np.uint8))
    largest = (label == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    hull = cv2.convexHull(cv2.findNonZero(cv2.dilate(largest, np.ones((7, 7)))))
    return np.asarray(cv2.fillConvexPoly(np.zeros_like(largest), hull, 1))


def read_png(file: Path) -> np.ndarray:
    image = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if image is None or image.shape[-1] != 4:
        raise FileNotFoundError(f"{file} is not a rendered layer; remove it and build again.")
    return image.astype(np.float32)


def edge_feather(height: int, width: int, pixels: float) -> np.ndarray:
    """(height, width): zero at the edge, one from `pixels` on inside, smooth between."""
    y = np.minimum(np.arange(height), np.arange(height)[::-1]) / pixels
    x = np.minimum(np.arange(width), np.arange(width)[::-1]) / pixels
    u = np.clip(np.minimum.outer(y, x), 0, 1)
    return np.asarray(u * u * (3 - 2 * u), np.float32)


def grain(size: int, seed: int = 11) -> np.ndarray:
    """(size, size, 1) fixed fine texture, part of the surface: it moves with the head."""
    noise = np.random.default_rng(seed).normal(size=(size, size)).astype(np.float32)
    fine = cv2.GaussianBlur(noise, (0, 0), .7) - cv2.GaussianBlur(noise, (0, 0), 2.2)
    return np.asarray(GRAIN * fine / fine.std(), np.float32)[..., None]

"""Renders everything one presenter needs: neutral frame, turned heads, eyes, mouth units, the mesh's geometry.

Finished pictures are kept, and named after whom and what they show, so that an interrupted build goes on where it
stopped, and changed looks are rendered anew.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import motion, shapes, stage

if TYPE_CHECKING:
    from .actor import Actor

PART = 512  # of a picture's size is the unit of the numbers below
MOUTH_PAD = 16  # of still skin around everything the mouth moves
NECK_PAD = 10  # more under the chin, where the open jaw shades the neck
EYE_PAD = 8
STILL = 1.  # image motion below which skin counts as still
BROW_RAISE = {"browInnerUp": .55, "browOuterUpLeft": .45, "browOuterUpRight": .45}


class Bank:
    """Pictures of one presenter in `folder`: base_*.png, eye_*.png, unit_*.png …, and what is known of them."""

    def __init__(self, actor: Actor, folder: Path, samples: dict[str, int]) -> None:
        self.actor, self.folder, self.samples, self.part = actor, folder, samples, actor.size / PART
        folder.mkdir(parents=True, exist_ok=True)
        actor.set({})
        self.rest = actor.project(actor.face({}))
        self.seen = actor.front_skin()

    def render(self) -> None:
        """Everything, cheapest to miss last; boxes are in pixels of the full frame."""
        mouth, eyes = self.mouth_box(), self.eye_box()
        self.geometry(mouth)
        plan: dict[str, Any] = {"mouth": mouth, "eyes": eyes, "size": self.actor.size, "samples": self.samples}
        plan["base"] = self.picture("base", {}, (0, 0), None, self.samples["base"])
        plan["turned"] = {
            degrees: self.picture("base", {}, (0, 0), None, self.samples["turned"], degrees)
            for degrees in motion.TURNS}
        plan["lids"] = [
            self.picture("eye", lids(level), (0, 0), eyes, self.samples["eye"]) for level in motion.LIDS]
        plan["gazes"] = {
            name: self.picture("eye", {}, at, eyes, self.samples["eye"]) for name, at in motion.GAZES.items()}
        plan["units"] = {
            name: self.picture("unit", shapes.sided(shape), (0, 0), mouth, self.samples["mouth"])
            for name, shape in shapes.bank().items()}
        plan["laugh_box"] = laugh = self.moved_box([shapes.LAUGH], MOUTH_PAD, STILL)
        plan["laugh"] = self.picture("laugh", shapes.LAUGH, (0, 0), laugh, self.samples["mouth"])
        (self.folder / "plan.json").write_text(json.dumps(plan, indent=1))

    def picture(
        self, kind: str, face: dict[str, float], gaze: tuple[float, float], box: list[int] | None, samples: int,
        yaw: float = 0.,
    ) -> str:
        """Renders one picture unless its file is there; returns the file's name."""
        what = json.dumps([self.actor.looks, self.actor.size, face, gaze, box, samples, yaw], sort_keys=True)
        name = f"{kind}_{hashlib.sha256(what.encode()).hexdigest()[:10]}.png"
        if not (self.folder / name).exists():
            started = time.process_time()
            self.actor.set(face, (np.radians(gaze[0]), np.radians(gaze[1])), np.radians(yaw))
            self.actor.render(part := self.folder / f"part-{name}", box, samples)
            part.rename(self.folder / name)
            with (self.folder / "seconds.csv").open("a") as log:
                log.write(f"{kind},{time.process_time() - started:.2f}\n")
        return name

    def mouth_box(self) -> list[int]:
        """The mouth's box begins under the eyes' box, which has its own pictures."""
        box = self.moved_box([shapes.sided(s) for s in shapes.bank().values()], MOUTH_PAD, STILL)
        above, below = round(EYE_PAD * self.part), round(NECK_PAD * self.part)
        return [box[0], max(box[1], self.eye_box()[3] - above), box[2], box[3] + below]

    def eye_box(self) -> list[int]:
        return self.moved_box([lids(1.), {"eyeLookUpLeft": .4, "eyeLookUpRight": .4}], EYE_PAD, .5)

    def moved_box(self, faces: list[dict[str, float]], pad: float, still: float) -> list[int]:
        """Box x0, y0, x1, y1 (even pixels) of the front skin that any of the faces moves by more than `still`."""
        pad, still = pad * self.part, still * self.part
        moved = np.zeros(len(self.rest), bool)
        for face in faces:
            moved |= np.abs(self.actor.project(self.actor.face(face)) - self.rest).max(1) > still
        moved &= self.seen
        low, high = self.rest[moved].min(0) - pad, self.rest[moved].max(0) + pad
        box = np.clip(np.r_[low, high + 1], 0, self.actor.size).astype(int) // 2 * 2
        return [int(v) for v in box]

    def geometry(self, mouth: list[int]) -> None:
        """Points that carry the picture's motion, and the landmarks of the mouth."""
        actor = self.actor
        points, follow = actor.moving_points()
        brow = np.zeros_like(points)
        brow[: len(actor.skin_vertices)] = (actor.face(BROW_RAISE) - actor.face({}))[actor.skin_vertices]
        chosen, top, bottom = landmarks(actor, mouth)
        mean = self.rest[chosen]
        basis = np.stack([
            (actor.project(actor.face(shapes.sided(one * .5)))[chosen] - mean) / .5
            for one in np.eye(len(shapes.UNITS), dtype=np.float32)])
        origin = np.array(mouth[:2])
        np.savez(
            self.folder / "geometry.npz", points=points, follow=follow, brow=brow, neck=actor.body.neck,
            camera=stage.world_to_camera(actor.camera), focal=stage.focal_pixels(actor.size), size=actor.size,
            points_mean=(mean - origin).astype(np.float32), points_basis=basis.astype(np.float32),
            inner_top=top, inner_bottom=bottom)


def lids(level: float) -> dict[str, float]:
    return {"eyeBlinkLeft": level, "eyeBlinkRight": level} if level else {}


def landmarks(actor: Actor, mouth: list[int], count: int = 90) -> tuple[np.ndarray, int, int]:
    """Vertices that describe the mouth, spread over image place and motion; and which are the inner lip middles.

    Farthest-point choice in the space of projected positions under four mouths, so that the lips, which
    touch at rest, are both taken. The teeth come last.
    """
    faces = [{}, *(shapes.sided(shapes.bank()[v]) for v in ("AA", "UW", "IY"))]
    places = np.concatenate([actor.project(actor.face(face)) for face in faces], 1)
    at = places[:, :2]
    part = actor.size / PART
    low, high = np.array(mouth[:2]) + 4 * part, np.array(mouth[2:]) - 4 * part
    inside = actor.front_skin() & (at > low).all(1) & (at < high).all(1)
    top, bottom = actor.inner_lips()
    candidates = np.where(inside)[0]
    near = 1 / (14 * part + np.linalg.norm(at[candidates] - at[top], axis=1))
    chosen = [top, bottom]
    distance = np.full(len(candidates), np.inf)
    while len(chosen) < count:
        distance = np.minimum(distance, np.linalg.norm(places[candidates] - places[chosen[-1]], axis=1))
        chosen.append(int(candidates[np.argmax(distance * near)]))
    return np.array(chosen + actor.teeth_marks()), 0, 1

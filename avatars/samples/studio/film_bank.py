"""Renders what a film needs: the neutral frame, the eyes, and the mesh's own mouth for every frame that differs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import mesh, motion, shapes, skin
from .bank import Bank, lids
from .film_speech import farthest_first

if TYPE_CHECKING:
    from .actor import Actor

PAD, NECK_PAD, EYES_PAD = 14, 8, 8
STILL = 1.5  # image motion in pixels below which skin is left to the neutral frame


class FilmBank(Bank):
    """track: (n, k) the film's mouth shapes. Writes plan.json and marks.npz beside the pictures."""

    def __init__(self, actor: Actor, folder: Path, samples: dict[str, int], track: np.ndarray) -> None:
        super().__init__(actor, folder, samples)
        self.track = np.round(track, 4)

    def render_film(self, within_px: float, minutes: float) -> None:
        """Renders mouths until every frame has one nearer than `within_px`, or the time is over."""
        mouth, eyes = self.mouth_box(), self.eye_box()
        self.geometry(mouth)
        plan: dict[str, Any] = {"mouth": mouth, "eyes": eyes, "size": self.actor.size, "samples": self.samples}
        plan["base"] = self.picture("base", {}, (0, 0), None, self.samples["base"])
        plan["lids"] = [self.eyes_picture(lids(level), (0., 0.), eyes) for level in motion.LIDS]
        plan["gazes"] = {name: self.eyes_picture({}, at, eyes) for name, at in motion.GAZES.items()}
        wanted = farthest_first(self.track, np.load(self.folder / "geometry.npz")["points_basis"], within_px)
        self.marks(self.track[wanted])
        self.mouths(wanted, mouth, plan, time.monotonic() + minutes * 60)

    def mouths(self, wanted: list[int], box: list[int], plan: dict[str, Any], until: float) -> None:
        """The plan on disk always holds what is rendered, so that a film can be put together at any time."""
        plan["mouths"] = []
        for i in wanted:
            plan["mouths"].append(
                self.picture("mouth", shapes.sided(self.track[i]), (0, 0), box, self.samples["mouth"]))
            done = len(plan["mouths"]) == len(wanted) or time.monotonic() > until
            if done or len(plan["mouths"]) % 10 == 0:
                (self.folder / "plan.json").write_text(json.dumps(plan, indent=1))
                print(f"{len(plan['mouths'])} of {len(wanted)} mouths", flush=True)
            if done:
                return

    def eyes_picture(self, face: dict[str, float], at: tuple[float, float], box: list[int]) -> str:
        return self.picture("eye", face, at, box, self.samples["eye"])

    def mouth_box(self) -> list[int]:
        """The box of what this film's mouths move; it begins under the eyes' box."""
        far = [self.track[column.argmax()] for column in self.track.T]
        box = self.moved_box([shapes.sided(shape) for shape in far], PAD, STILL)
        return [box[0], max(box[1], self.eye_box()[3] - EYES_PAD), box[2], box[3] + NECK_PAD]

    def marks(self, wanted: np.ndarray) -> None:
        """Where the mesh's lips, their corners and the chin are under each wanted shape, in pixels."""
        top, bottom = self.actor.inner_lips()
        left, right = lip_corners(self.actor)
        chosen = [top, bottom, right, left, chin(self.actor)]
        at = np.stack([self.actor.project(self.actor.face(shapes.sided(s)))[chosen] for s in wanted])
        pupils = self.actor.project(np.stack([centre for _, centre in self.actor.eyes]))
        np.savez(
            self.folder / "marks.npz", shapes=wanted, marks=at.astype(np.float32),
            eyes_px=np.linalg.norm(pupils[1] - pupils[0]))


def lip_corners(actor: Actor) -> tuple[int, int]:
    """The outermost vertices that MakeHuman paints as lips: the person's left and right."""
    lips = np.where(skin.painted(actor.body, "lips"))[0]
    x = actor.face({})[lips, 0]
    return int(lips[x.argmax()]), int(lips[x.argmin()])


def chin(actor: Actor) -> int:
    """The foremost vertex in the middle that is a good way under the lips."""
    rest = actor.body.rest[: mesh.BODY_VERTICES]
    middle = (np.abs(rest[:, 0]) < .02) & (np.abs(rest[:, 2] - (actor.places.lip_z - .38)) < .12)
    return int(np.where(middle)[0][rest[middle, 1].argmin()])

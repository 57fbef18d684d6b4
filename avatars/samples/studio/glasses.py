"""Glasses: two rims, a bridge, temples back to the ears, thin lenses."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from . import mesh
from .body import Body
from .clothes import Garment, tube
from .nodes import Material, linear, mesh_object
from .skin import Places

STEPS = 64
TOWARDS = (0., 1., 0.)  # rims lie in a plane across the line of sight
ROUNDNESS = 2.6  # exponent of the rim's superellipse


def build(body: Body, at: Places, looks: dict[str, Any]) -> list[Garment]:
    """looks: col, width and height (half, dm), rim (radius, dm), low (dm under the eyes)."""
    frame = rim_material(looks.get("col", "#26201e"))
    parts = [tube(path, (r, r), 8, closed, above) for path, r, closed, above in paths(body, at, looks)]
    out = [rigid("frame", points, faces, frame) for points, faces in parts]
    for side in (1, -1):
        rim = outline(body, at, looks, side)
        middle = rim.mean(0, keepdims=True)
        fan = [[k, (k + 1) % STEPS, STEPS] for k in range(STEPS)]
        out.append(rigid("lens", np.r_[rim, middle], fan, lens_material()))
    return out


def rigid(name: str, points: np.ndarray, faces: list[mesh.Face], material: bpy.types.Material) -> Garment:
    """Part that moves with the head."""
    return Garment(mesh_object(name, points, faces, material), points, np.ones(len(points)))


def front(body: Body, at: Places) -> float:
    """y of the lenses: off the bridge of the nose and the brows."""
    skin = body.rest[: mesh.BODY_VERTICES]
    near = (np.abs(skin[:, 0]) < .5) & (np.abs(skin[:, 2] - at.eye[2] - .02) < .12)
    return float(skin[near, 1].min()) - .045


def outline(body: Body, at: Places, looks: dict[str, Any], side: int) -> np.ndarray:
    """(STEPS, 3) the rim of one lens, turned a little around the face."""
    turn = 2 * np.pi * np.arange(STEPS) / STEPS
    wide, high = looks.get("width", .265), looks.get("height", .205)
    across = wide * np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** (2 / ROUNDNESS)
    up = high * np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** (2 / ROUNDNESS)
    x = at.eye[0] + .03 + across
    y = front(body, at) + .16 * np.maximum(x - .15, 0) ** 2
    return np.stack([side * x, y, at.eye[2] - looks.get("low", .03) + up * (1 + .06 * across / wide)], -1)


def paths(body: Body, at: Places, looks: dict[str, Any]) -> list[tuple[np.ndarray, float, bool, Any]]:
    """Centre lines of the frame's parts with their radius."""
    r = looks.get("rim", .022)
    rims = {side: outline(body, at, looks, side) for side in (1, -1)}
    out: list[tuple[np.ndarray, float, bool, Any]] = [(rim, r, True, TOWARDS) for rim in rims.values()]
    inner = rims[1][int(STEPS * .43)]
    u = np.linspace(-1, 1, 15)
    bridge = np.stack([u * inner[0], inner[1] - .02 * (1 - u**2), inner[2] + .05 * (1 - u**2)], -1)
    out.append((bridge, r, False, TOWARDS))
    for side in (1, -1):
        hinge = rims[side][int(STEPS * .055)]
        ear = np.array([side * ear_width(body, at), at.eye[1] + 1.15, at.eye[2] + .10])
        w = np.linspace(0, 1, 24)[:, None]
        bow = np.array([side * .05, 0, .02]) * np.sin(np.pi * w)
        out.append((hinge * (1 - w) + ear * w + bow, r * .9, False, (0., 0., 1.)))
    return out


def ear_width(body: Body, at: Places) -> float:
    """x of the skull just above the ear."""
    skin = body.rest[: mesh.BODY_VERTICES]
    near = (np.abs(skin[:, 1] - at.eye[1] - .95) < .15) & (np.abs(skin[:, 2] - at.eye[2] - .25) < .12)
    return float(np.abs(skin[near, 0]).max()) + .02


def rim_material(colour: str) -> bpy.types.Material:
    m = Material("rim")
    return m.surface(m.principled({
        "Base Color": linear(colour), "Roughness": .25, "Specular IOR Level": .5, "Coat Weight": .5}))


def lens_material() -> bpy.types.Material:
    """Clear, with a faint mirror."""
    m = Material("lens")
    clear, mirror = m.node("ShaderNodeBsdfTransparent"), m.node("ShaderNodeBsdfGlossy", {"Roughness": .02})
    return m.surface(m.node("ShaderNodeMixShader", {0: .035, 1: clear.outputs[0], 2: mirror.outputs[0]}))

"""Eyeballs with a raised cornea, an iris with fibres, and a wet coat."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from .body import Body
from .nodes import Material, attribute, linear, mesh_object

RINGS = SPOKES = 48
IRIS, PUPIL = .47, .165  # half angles, radians
CORNEA_HEIGHT, CORNEA_WIDTH = .075, .40


def build(body: Body, looks: dict[str, Any]) -> list[tuple[Any, np.ndarray]]:
    """Left and right eye with their centres."""
    skin = material(looks)
    out = []
    for group in ("helper-l-eye", "helper-r-eye"):
        shell = body.rest[body.vertices(group)]
        centre, radius = (shell.max(0) + shell.min(0)) / 2, np.ptp(shell, 0).mean() / 2
        points, faces, angle = ball()
        eye = mesh_object("eye", points * radius, faces, skin)
        attribute(eye, "angle", angle)
        attribute(eye, "rest", points)
        out.append((eye, centre))
    return out


def ball() -> tuple[np.ndarray, list[list[int]], np.ndarray]:
    """Unit eyeball looking along -y: points, faces, angle from the optical axis."""
    angle = np.repeat(np.r_[0, np.linspace(.04, np.pi, RINGS)], SPOKES)
    spoke = np.tile(2 * np.pi * np.arange(SPOKES) / SPOKES, RINGS + 1)
    bulge = 1 + CORNEA_HEIGHT * np.exp(-((angle / CORNEA_WIDTH) ** 4))
    points = bulge[:, None] * np.stack(
        [np.sin(angle) * np.cos(spoke), -np.cos(angle), np.sin(angle) * np.sin(spoke)], -1)
    faces = [
        [i * SPOKES + k, (i + 1) * SPOKES + k, (i + 1) * SPOKES + (k + 1) % SPOKES, i * SPOKES + (k + 1) % SPOKES]
        for i in range(RINGS) for k in range(SPOKES)]
    return points, faces, angle


def material(looks: dict[str, Any]) -> bpy.types.Material:
    m = Material("eye")
    angle, at = m.attribute("angle"), m.attribute("rest", "Vector")
    white = m.mix(linear("#dad2cb"), linear("#d9a79a"), m.times(m.ramp(angle, .75, 1.45), .8))
    white = m.mix(white, linear("#c98a80"), m.times(m.ramp(m.noise(at, 7., 5., .6), .55, .75), .22))
    colour = m.mix(iris_colour(m, at, angle, linear(looks["iris"])), white, m.ramp(angle, IRIS - .025, IRIS + .03))
    return m.surface(m.principled({
        "Base Color": colour, "Roughness": .5, "Specular IOR Level": 0., "Coat Weight": 1., "Coat Roughness": .02,
        "Coat IOR": 1.38}))


def iris_colour(m: Material, at: Any, angle: Any, tone: np.ndarray) -> Any:
    """Fibres along the radius, lighter around the pupil, a dark ring at the rim."""
    split = m.node("ShaderNodeSeparateXYZ", {0: at})
    turn = m.math("ARCTAN2", split.outputs[2], split.outputs[0])
    along = m.node("ShaderNodeCombineXYZ", {
        0: m.times(m.math("SINE", turn), 2.5), 1: m.times(m.math("COSINE", turn), 2.5), 2: m.times(angle, .6)})
    fibres = m.ramp(m.noise(along.outputs[0], 6., 4., .65), .3, .7)
    colour = m.mix(tone * .55, np.minimum(tone * 1.55, 1), fibres)
    colour = m.mix(colour, np.minimum(tone * 1.3 + [.05, .032, .01], 1), m.times(m.ramp(angle, .30, .20), .6))
    colour = m.mix(colour, tone * .12, m.ramp(angle, IRIS - .085, IRIS))
    return m.mix(colour, (.004, .003, .003), m.ramp(angle, PUPIL + .01, PUPIL - .015))

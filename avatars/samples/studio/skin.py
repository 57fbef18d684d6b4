"""The skin: soft masks from the face's own geometry, layered colour, pores, light under the surface."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import cKDTree

from . import mesh
from .body import Body
from .nodes import Material, attribute, linear, mesh_object

HAIRLINE = (  # azimuth from the front and elevation of the hair's edge, degrees: temples, a sideburn's point, the nape
    (0, 40), (14, 40.5), (28, 43), (38, 41), (48, 31), (55, 20), (62, 9), (69, -2), (76, -15), (79, -17), (83, -13),
    (89, -3), (95, -2), (101, -6), (112, -28), (135, -42), (180, -46))
FADE = (-5., 9.)  # degrees inside the hair's edge over which it grows dense
PAINTED = 128  # of 255: the masks


@dataclass(frozen=True)
class Places:
    """Where things are on this head, dm."""

    eye: np.ndarray
    nose: np.ndarray
    lip_z: float
    skull: np.ndarray  # middle of the upper head
    neck: np.ndarray
    hairline: float = 0.  # degrees by which the hair begins higher


def places(body: Body, looks: dict[str, Any]) -> Places:
    eye = body.joint("l-eye")
    rest = body.rest[: mesh.BODY_VERTICES]
    ridge = rest[(np.abs(rest[:, 0]) < .03) & (np.abs(rest[:, 2] - (eye[2] - .42)) < .1)]
    nose = np.array([0, ridge[:, 1].min(), eye[2] - .42])
    lip_z = float(body.rest[mesh.UPPER_TEETH, 2].min()) + .02
    return Places(eye, nose, lip_z, body.head * [0, 1, 1] + [0, .02, .42], body.neck, looks.get("hairline", 0.))


def inside_hairline(points: np.ndarray, at: Places) -> np.ndarray:
    """(n,) degrees across the hair's edge, which is a little ragged; negative on bare skin."""
    direction = mesh.unit(points - at.skull)
    turn = np.arctan2(direction[:, 0], -direction[:, 1])
    grid, azimuth = np.arange(181.), np.degrees(np.abs(turn))
    edge = gaussian_filter1d(np.interp(grid, *np.array(HAIRLINE, float).T), 2.)
    edge += at.hairline * mesh.smooth(80, 60, grid)
    above = np.degrees(np.arcsin(np.clip(direction[:, 2], -1, 1))) - np.interp(azimuth, grid, edge)
    ragged = 1.1 * np.sin(7 * turn + .6) + .9 * np.sin(17 * turn + 1.) + .7 * np.sin(39 * turn + 2.)
    return np.asarray(above / np.hypot(1, np.interp(azimuth, grid, np.gradient(edge))) + ragged)


def scalp(points: np.ndarray, at: Places) -> np.ndarray:
    """(n,) 0..1: where hair grows, and how densely."""
    return mesh.smooth(*FADE, inside_hairline(points, at)) * (points[:, 2] > at.neck[2] + .2)


def painted(body: Body, name: str) -> np.ndarray:
    """(13380,) bool: skin vertices under one of MakeHuman's skin masks."""
    mask = cv2.imread(str(mask_file(name)), cv2.IMREAD_GRAYSCALE)
    height, width = mask.shape
    out = np.zeros(mesh.BODY_VERTICES, bool)
    for face, uv in body.base.groups["body"]:
        x, y = (body.base.uvs[uv] * [width, -height] + [0, height]).astype(int).T
        out[np.array(face)[mask[y.clip(0, height - 1), x.clip(0, width - 1)] > PAINTED]] = True
    return out


def on_ears(body: Body, points: np.ndarray) -> np.ndarray:
    """(n,) bool: skin of the ears, on which no hair grows."""
    near = cKDTree(body.rest[: mesh.BODY_VERTICES]).query(points)[1]
    return np.asarray(painted(body, "ears")[near])


def masks(points: np.ndarray, at: Places) -> dict[str, np.ndarray]:
    """Soft places of colour by name, (n,) each; both sides of the face alike."""
    mirrored = np.abs(points[:, [0]]) * [1, 0, 0] + points * [0, 1, 1]

    def around(place: Any, radius: float) -> np.ndarray:
        return np.exp(-((mirrored - place) ** 2).sum(1) / radius**2)

    eye, lip_z = at.eye, at.lip_z
    blush = (around([.40, -1.05, eye[2] - .40], .22) + .55 * around(at.nose, .16)
             + .25 * around([0, -1.2, lip_z - .38], .14))
    shine = around([0, -1.25, eye[2] + .35], .26) + around(at.nose, .13) + around([.33, -1.15, eye[2] - .28], .14)
    return {
        "blush": np.clip(blush, 0, 1), "shine": np.clip(shine, 0, 1), "height": (points[:, 2] - eye[2]) / 2 + .5,
        "under_eye": around([eye[0] - .03, -1.2, eye[2] - .19], .11),
        "beard": beard(points, lip_z), "scalp": scalp(points, at),
    }


def beard(points: np.ndarray, lip_z: float) -> np.ndarray:
    """(n,) 0..1: along the jaw from the sideburns, under a cheek line that sinks to the mouth's corners; moustache."""
    x, y, z = points.T
    cheek = lip_z + np.interp(y, [-1.5, -1.25, -1.05, -.85, -.7], [.02, .06, .14, .30, .55])
    jaw = mesh.smooth(.10, -.14, z - cheek) * mesh.smooth(-.25, -.55, y) * mesh.smooth(lip_z - .68, lip_z - .42, z)
    lips_spared = mesh.smooth(.09, .16, np.hypot(x * .45, z - lip_z))
    over_lip = np.exp(-(((z - (lip_z + .13)) / .07) ** 2))
    moustache = over_lip * mesh.smooth(.40, .28, np.abs(x)) * mesh.smooth(-.9, -1.1, y)
    return np.clip(jaw * lips_spared + moustache, 0, 1)


def build(body: Body, at: Places, looks: dict[str, Any]) -> tuple[Any, np.ndarray]:
    """The skin from the chest up; returns the object and the body vertices it is made of."""
    faces = [(f, uv) for f, uv in body.base.groups["body"] if body.rest[f][:, 2].min() > body.neck[2] - 1.5]
    used, placed = mesh.part(len(body.rest), [face for face, _ in faces])
    uvs = body.base.uvs[np.concatenate([np.asarray(uv) for _, uv in faces])]
    thing = mesh_object("skin", body.rest[used], placed, material(looks), 2, uvs)
    attribute(thing, "rest", body.rest[used])
    spots = masks(body.rest[used], at)
    for growth in ("scalp", "beard"):
        spots[growth] *= ~on_ears(body, body.rest[used])
    for name, mask in spots.items():
        attribute(thing, name, mask)
    return thing, used


def mask_file(name: str) -> Path:
    return mesh.data_folder() / f"mpfb2/textures/mpfb_{name}.jpg"


def picture_mask(m: Material, name: str) -> Any:
    """One of MakeHuman's skin masks, by texture coordinates."""
    image = bpy.data.images.load(str(mask_file(name)))
    image.colorspace_settings.name = "Non-Color"
    return m.node("ShaderNodeTexImage", image=image).outputs[0]


def material(looks: dict[str, Any]) -> bpy.types.Material:
    m = Material("skin")
    at = m.attribute("rest", "Vector")
    lips = m.times(picture_mask(m, "lips"), looks.get("lipmix", .85))
    blotch = m.noise(at, 9., 5., .6)
    colour = layered_colour(m, at, lips, blotch, looks)
    pores = m.times(m.noise(at, 52., 3., .7), looks.get("pores", .75))
    lines = m.times(m.noise(at, 16., 4., .6), looks.get("wrinkle", .22))
    wet = m.times(lips, looks.get("gloss", .07))
    rough = m.add(m.math("SUBTRACT", looks.get("rough", .47), wet), m.times(blotch, .14))
    rough = m.math("SUBTRACT", rough, m.times(m.attribute("shine"), looks.get("shine", .09)))
    bare = m.math("SUBTRACT", 1., m.attribute("scalp"))  # light that seeps out under dark hair is a red fringe
    shader = m.principled({
        "Base Color": colour, "Roughness": rough, "Normal": m.bump(m.add(pores, lines), looks.get("bump", .4), .025),
        "Subsurface Weight": m.times(bare, looks.get("sss", .75)), "Subsurface Scale": looks.get("sss_scale", .032),
        "IOR": 1.42,
        "Specular IOR Level": looks.get("spec", .4), "Coat Weight": looks.get("coat", .03), "Coat Roughness": .3,
    })
    shader.subsurface_method = "RANDOM_WALK"
    shader.inputs["Subsurface Radius"].default_value = (1., .36, .18)
    return m.surface(shader)


def layered_colour(m: Material, at: Any, lips: Any, blotch: Any, looks: dict[str, Any]) -> Any:
    """From large to small: tone, zones, blotches, freckles, pores, blood, lids, lips, stubble, scalp, mouth.

    The forehead is yellower and the jaw paler and cooler than the middle (Jimenez et al. 2010).
    """
    tone, hair = linear(looks["skin"]), linear(looks["hair_col"])
    blood = tone * .55 + linear(looks.get("blushcol", "#b4523f")) * .45
    lip = linear(looks["lip"])

    def noise_share(scale: float, detail: float, low: float, high: float, amount: float, rough: float = .5) -> Any:
        return m.times(m.ramp(m.noise(at, scale, detail, rough), low, high), amount)

    colour = m.mix(tone * [.93, .90, .88], np.minimum(tone * [1.05, 1.07, 1.09], 1), noise_share(2.2, 4., .3, .7, 1.))
    colour = m.mix(colour, tone * [1.03, 1.02, .90], m.times(m.ramp(m.attribute("height"), .56, .72), .55))
    colour = m.mix(colour, tone * [.93, .94, .97], m.times(m.ramp(m.attribute("height"), .30, .12), .5))
    colour = m.mix(colour, tone * [1.03, .82, .74], m.times(m.ramp(blotch, .42, .70), looks.get("mottle", .7)))
    colour = m.mix(colour, tone * [.80, .66, .58], noise_share(38., 3., .60, .78, looks.get("freckle", .26), .6))
    for scale in (34., 58., 105.):  # what bumps show, the denoiser takes for noise; colour it keeps
        colour = m.mix(colour, tone * [.80, .70, .65], noise_share(scale, 2., .50, .74, looks.get("pore_col", .55), .7))
    veins = m.math("ABSOLUTE", m.math("SUBTRACT", m.noise(at, 14., 6., .65), .5))
    colour = m.mix(colour, blood, m.times(m.ramp(veins, .06, 0.), m.times(m.attribute("blush"), .5)))
    colour = m.mix(colour, blood, m.times(m.attribute("blush"), looks.get("blush", .5)))
    colour = m.mix(colour, tone * [.72, .58, .58], m.times(m.attribute("under_eye"), .35))
    colour = m.mix(colour, blood, m.times(picture_mask(m, "ears"), .45))
    colour = m.mix(colour, tone * [.80, .62, .58], m.times(picture_mask(m, "eyelids"), .45))
    lip_tones = m.mix(lip * .88, np.minimum(lip * 1.12, 1), m.ramp(m.noise(at, 26., 3.), .35, .65))
    colour = m.mix(colour, lip_tones, lips)
    stubble = looks.get("stubble", 0.)  # an even shadow and darker dots in it: gaps between them would be pale specks
    dots = m.add(m.times(m.ramp(m.noise(at, 80., 2.), .42, .62), .35 * (1 - stubble)), .60 + .40 * stubble)
    colour = m.mix(colour, hair * .6 + tone * .1 * (1 - stubble), m.times(m.times(m.attribute("beard"), stubble), dots))
    colour = m.mix(colour, hair * .2 + hair.mean() * .45, m.times(m.attribute("scalp"), looks.get("scalpdark", .85)))
    return m.mix(colour, linear("#3a1011"), picture_mask(m, "inside-mouth"))

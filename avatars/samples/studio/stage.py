"""Camera, lights and the renderer's settings."""

from __future__ import annotations

import math
from typing import Any

import bpy
import mathutils
import numpy as np

from .nodes import linked
from .skin import Places

SIZE = 1024  # pixels of a presenter's pictures; a film has fewer
LENS_MM, SENSOR_MM = 85., 36.
CAMERA_UP = .05  # dm above the middle of the picture
EYES = .375  # where the eyes are, of the picture from its top
NEAR, LARGER = 9.8, .5  # dm to the camera, and more for a man's larger head: faces look alike in size


def build(at: Places, looks: dict[str, Any], threads: int, size: int) -> Any:
    """Sets the scene up; returns the camera."""
    bpy.context.scene.camera = camera = place_camera(at, looks)
    light(at, looks)
    world()
    renderer(threads, size)
    return camera


def place_camera(at: Places, looks: dict[str, Any]) -> Any:
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = LENS_MM, SENSOR_MM
    camera = linked("camera", data)
    distance = looks.get("dist", NEAR + LARGER * looks.get("male", 0.))
    down = looks.get("frame_down", (.5 - EYES) * (distance + at.eye[1]) * SENSOR_MM / LENS_MM)
    camera.location = (0, -distance, at.eye[2] - down + CAMERA_UP)
    camera.rotation_euler = (math.radians(90) - math.atan2(CAMERA_UP, distance), 0, 0)
    return camera


def light(at: Places, looks: dict[str, Any]) -> None:
    """Warm key from the upper left, cool fill, two rims, a soft bounce from below, a sparkle in the eyes."""
    z, rim = at.eye[2], looks.get("rim", .4)
    area((-5.2, -8., z + 4.2), 4.5, 4.5, 1350, (1, .945, .88), at)
    area((6.5, -7., z + .8), 6., 6., looks.get("fill", 240), (.90, .95, 1.), at)
    area((4.5, 5., z + 3.4), 3., 4., 1150 * rim, (1, .97, .93), at)
    area((-5.5, 4.6, z + 2.), 2.5, 4., 620 * rim, (.88, .94, 1.), at)
    area((0, -5.5, z - 4.), 4., 4., 80, (1, .93, .88), at)
    sparkle = area((-2.6, -8., z + .3), .9, .9, 140, (1, .98, .95), at)
    sparkle.visible_diffuse = False


def area(
    place: tuple[float, float, float], width: float, height: float, power: float, colour: tuple[float, float, float],
    at: Places,
) -> Any:
    data = bpy.data.lights.new("area", "AREA")
    data.shape, data.size, data.size_y, data.energy, data.color = "RECTANGLE", width, height, power, colour
    thing = linked("area", data)
    thing.location = place
    aim = mathutils.Vector((0, -.6, at.eye[2] - .2)) - mathutils.Vector(place)
    thing.rotation_euler = aim.to_track_quat("-Z", "Y").to_euler()
    return thing


def world() -> None:
    sky = bpy.data.worlds.new("world")
    bpy.context.scene.world = sky
    sky.use_nodes = True
    background = next(node for node in sky.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs[0].default_value = (.75, .82, .92, 1)
    background.inputs[1].default_value = .22


def renderer(threads: int, size: int) -> None:
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    for key, value in {
        "device": "CPU", "use_adaptive_sampling": True, "adaptive_threshold": .03, "use_denoising": True,
        "denoiser": "OPENIMAGEDENOISE", "denoising_prefilter": "FAST", "denoising_quality": "BALANCED",
        "max_bounces": 5, "diffuse_bounces": 2, "glossy_bounces": 2, "transmission_bounces": 4,
        "transparent_max_bounces": 6, "caustics_reflective": False, "caustics_refractive": False, "seed": 3,
        "use_animated_seed": False, "filter_width": 1.1,
    }.items():
        setattr(scene.cycles, key, value)
    for key, value in {
        "resolution_x": size, "resolution_y": size, "film_transparent": True,
        "threads_mode": "FIXED", "threads": threads, "use_persistent_data": True,
    }.items():
        setattr(scene.render, key, value)
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA"
    scene.cycles_curves.shape, scene.cycles_curves.subdivisions = "RIBBONS", 1
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", "AgX - Medium High Contrast"


def focal_pixels(size: int) -> float:
    return LENS_MM / SENSOR_MM * size


def project(camera: Any, points: np.ndarray, size: int) -> np.ndarray:
    """(n, 3) dm -> (n, 2) pixels of the full frame."""
    p = np.c_[points, np.ones(len(points))] @ world_to_camera(camera).T
    half, focal = size / 2, focal_pixels(size)
    return np.stack([half + focal * p[:, 0] / -p[:, 2], half - focal * p[:, 1] / -p[:, 2]], -1)


def world_to_camera(camera: Any) -> np.ndarray:
    bpy.context.view_layer.update()
    return np.array(camera.matrix_world.inverted())

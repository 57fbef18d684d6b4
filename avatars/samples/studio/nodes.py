"""Building materials and objects in Blender without its interface."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from .mesh import Face

GREY = "#cdc9c2"  # of hair
Value = Any  # a number, a colour or a socket


def linear(colour: str) -> np.ndarray:
    """"#rrggbb" in sRGB -> (3,) linear light."""
    c = np.array([int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(c <= .04045, c / 12.92, ((c + .055) / 1.055) ** 2.4)


class Material:
    """A node material under construction; methods return output sockets, which others take as inputs."""

    def __init__(self, name: str) -> None:
        self.data = bpy.data.materials.new(name)
        self.data.use_nodes = True
        self.tree = self.data.node_tree
        self.tree.nodes.clear()
        self.output = self.node("ShaderNodeOutputMaterial")

    def node(self, kind: str, inputs: dict[str | int, Value] | None = None, **settings: Any) -> Any:
        node = self.tree.nodes.new(kind)
        for key, value in settings.items():
            setattr(node, key, value)
        for key, value in (inputs or {}).items():
            self.put(node, key, value)
        return node

    def put(self, node: Any, key: str | int, value: Value) -> None:
        socket = node.inputs[key]
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, np.ndarray | tuple) and socket.type == "RGBA":
            socket.default_value = (*[float(v) for v in value[:3]], 1.)
        else:
            socket.default_value = value

    def surface(self, shader: Any) -> bpy.types.Material:
        self.put(self.output, 0, shader.outputs[0])
        return self.data

    def mix(self, a: Value, b: Value, share: Value) -> Any:
        """Colours a to b by `share`."""
        node = self.node("ShaderNodeMix", data_type="RGBA")
        for key, value in ((0, share), (6, a), (7, b)):
            self.put(node, key, value)
        return node.outputs[2]

    def math(self, operation: str, a: Value, b: Value = 0.) -> Any:
        node = self.node("ShaderNodeMath", operation=operation)
        self.put(node, 0, a)
        self.put(node, 1, b)
        return node.outputs[0]

    def add(self, a: Value, b: Value) -> Any:
        return self.math("ADD", a, b)

    def times(self, a: Value, b: Value) -> Any:
        return self.math("MULTIPLY", a, b)

    def attribute(self, name: str, output: str = "Fac") -> Any:
        return self.node("ShaderNodeAttribute", attribute_name=name).outputs[output]

    def noise(self, at: Any, scale: float, detail: float = 3., rough: float = .5) -> Any:
        inputs = {"Scale": scale, "Detail": detail, "Roughness": rough, "Vector": at}
        return self.node("ShaderNodeTexNoise", inputs).outputs[0]

    def ramp(self, value: Any, low: float, high: float) -> Any:
        """Smoothstep of a socket."""
        node = self.node("ShaderNodeMapRange", interpolation_type="SMOOTHSTEP")
        for key, v in ((0, value), (1, low), (2, high)):
            self.put(node, key, v)
        return node.outputs[0]

    def bump(self, height: Any, strength: float, distance: float) -> Any:
        inputs = {"Strength": strength, "Distance": distance, "Height": height}
        return self.node("ShaderNodeBump", inputs).outputs[0]

    def principled(self, inputs: dict[str, Value]) -> Any:
        return self.node("ShaderNodeBsdfPrincipled", inputs)


def plain(name: str, colour: str, rough: float = .5) -> bpy.types.Material:
    m = Material(name)
    inputs = {"Base Color": linear(colour), "Roughness": rough, "Specular IOR Level": .3}
    return m.surface(m.principled(inputs))


def hair_material(name: str, colour: str, rough: float, grey: float = 0., deep: float = 0.) -> bpy.types.Material:
    """Each hair a little lighter or darker than the next; a share `grey` of them has no colour left.

    deep: of its colour, what a hair shines by itself, so that thick hair is not black inside.
    """
    m = Material(name)
    random = m.node("ShaderNodeHairInfo").outputs["Random"]
    shade = linear(colour)
    tone = m.mix(shade * .62, np.minimum(shade * 1.45, 1), random)
    if grey:
        tone = m.mix(tone, linear(GREY), m.ramp(random, 1 - grey - .15, 1 - grey + .15))
    inputs = {"Color": tone, "Roughness": rough,
              "Radial Roughness": .5, "Coat": 0.}
    node = m.node("ShaderNodeBsdfHairPrincipled", model="CHIANG", parametrization="COLOR")
    for key, value in inputs.items():
        m.put(node, key, value)
    if deep:
        glow = m.node("ShaderNodeEmission", {"Color": tone, "Strength": deep})
        node = m.node("ShaderNodeAddShader", {0: node.outputs[0], 1: glow.outputs[0]})
    return m.surface(node)


def mesh_object(
    name: str, points: np.ndarray, faces: list[Face], material: bpy.types.Material, subdivide: int = 0,
    uvs: np.ndarray | None = None,
) -> Any:
    """A smooth mesh in the scene; uvs: (corners, 2) in the order of the faces."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(points.tolist(), [], [list(f) for f in faces])
    if uvs is not None:
        data.uv_layers.new(name="UVMap").data.foreach_set("uv", uvs.astype(np.float32).ravel())
    data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    data.materials.append(material)
    thing = linked(name, data)
    if subdivide:
        modifier = thing.modifiers.new("subdivide", "SUBSURF")
        modifier.levels = modifier.render_levels = subdivide
    return thing


def subdivided(points: np.ndarray, faces: list[Face], levels: int) -> tuple[np.ndarray, list[Face]]:
    """Catmull-Clark, by Blender."""
    data = bpy.data.meshes.new("coarse")
    data.from_pydata(points.tolist(), [], faces)
    thing = linked("coarse", data)
    thing.modifiers.new("subdivide", "SUBSURF").levels = levels
    done = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    out = np.empty(3 * len(done.vertices), np.float32)
    done.vertices.foreach_get("co", out)
    fine = [list(p.vertices) for p in done.polygons]
    bpy.data.objects.remove(thing)
    return out.reshape(-1, 3).astype(float), fine


def linked(name: str, data: Any) -> Any:
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def attribute(thing: Any, name: str, values: np.ndarray) -> None:
    """Values at the points of a mesh: (n,) numbers or (n, 3) vectors."""
    values = np.asarray(values, np.float32)
    kind, key = ("FLOAT", "value") if values.ndim == 1 else ("FLOAT_VECTOR", "vector")
    thing.data.attributes.new(name, kind, "POINT").data.foreach_set(key, values.ravel())


def strands(name: str, points: np.ndarray, radii: np.ndarray, material: bpy.types.Material) -> Any:
    """Hair curves: points (n, k, 3), radii broadcast to (n, k)."""
    n, k, _ = points.shape
    data = bpy.data.hair_curves.new(name)
    data.add_curves([k] * n)
    data.points.foreach_set("position", points.astype(np.float32).ravel())
    radius = data.attributes.get("radius") or data.attributes.new("radius", "FLOAT", "POINT")
    radius.data.foreach_set("value", np.broadcast_to(radii, (n, k)).astype(np.float32).ravel())
    data.materials.append(material)
    return linked(name, data)


def move_points(thing: Any, points: np.ndarray) -> None:
    thing.data.vertices.foreach_set("co", points.astype(np.float32).ravel())
    thing.data.update()


def move_strands(thing: Any, points: np.ndarray) -> None:
    thing.data.points.foreach_set("position", points.astype(np.float32).ravel())
    thing.data.update_tag()

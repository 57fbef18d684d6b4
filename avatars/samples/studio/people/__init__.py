"""The presenters: one readable file each, `<code>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LICENCE = "CC0-1.0"
NOTE = """{name} is a synthetic presenter. No real person is shown, and no picture of one was used.

The mesh, its body and face shapes and the skin masks are MakeHuman's (hm08 base mesh, mpfb2 targets, faceunits01),
released under CC0 1.0 by the MakeHuman community. Eyes, teeth, hair, clothes, light, background and motion were made
for this project. The pictures were rendered with Blender's Cycles and are released under CC0 1.0 too:
https://creativecommons.org/publicdomain/zero/1.0/
"""


@dataclass(frozen=True)
class Person:
    """looks: what the actor is built from; manifest fields as in the bundle format."""

    code: str
    name: str
    role: str
    gender: str
    seed: int
    background: str
    language: str  # spoken by default
    voice: dict[str, Any]
    greeting: dict[str, str]
    looks: dict[str, Any]

    @classmethod
    def read(cls, code: str) -> Person:
        file = Path(__file__).with_name(f"{code}.toml")
        data = tomllib.loads(file.read_text("utf-8"))
        return cls(code=code, **data)

    def manifest(self) -> dict[str, Any]:
        return {
            "code": self.code, "name": self.name, "kind": "sample", "role": self.role, "gender": self.gender,
            "synthetic": True, "licence": LICENCE, "licence_file": "LICENCE.txt", "greeting": self.greeting,
            "default_language": self.language, "voice": self.voice, "background": self.background,
            "thumbnail": "thumbnail.webp", "preview": "preview.mp4",
            "quality": {"source": "rendered", "resolution": 720},
        }

    def licence_note(self) -> str:
        return NOTE.format(name=self.name)


def codes() -> list[str]:
    return sorted(file.stem for file in Path(__file__).parent.glob("*.toml"))

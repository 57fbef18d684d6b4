"""Rows for the sample avatars that ship with the code."""

import hashlib
import json
from pathlib import Path
from typing import Any

from avatars.models import Avatar, Kind
from avatars.rooms import Room
from avatars.status import Status


def shipped(folder: Path) -> list[Path]:
    """The bundle folders."""
    return sorted(path.parent for path in folder.glob("*/manifest.json"))


def load(bundle: Path, position: int = 0) -> tuple[Avatar, bool]:
    """Make or refresh the row of one bundle; also says whether it is new. A status that staff set stays."""
    text = (bundle / "manifest.json").read_bytes()
    manifest = json.loads(text)
    values = {**row(manifest, bundle), "position": position, "bundle_digest": digest(bundle)}
    return Avatar.objects.update_or_create(
        code=manifest["code"], defaults=values, create_defaults={**values, "status": Status.ACTIVE}
    )


def row(manifest: dict[str, Any], bundle: Path) -> dict[str, Any]:
    """The columns that come from a manifest."""
    return {
        "kind": Kind.SAMPLE,
        "name": manifest["name"],
        "role": manifest.get("role", ""),
        "gender": manifest.get("gender", ""),
        "synthetic": manifest.get("synthetic", True),
        "licence": manifest.get("licence", ""),
        "default_language": manifest.get("default_language", "en"),
        "greeting": manifest.get("greeting", {}),
        "voice": manifest.get("voice", {}),
        "bundle_path": bundle.name,
        "background": own_room(manifest),
    }


def own_room(manifest: dict[str, Any]) -> str:
    """The room that a manifest names, the studio where there is no such room; "" without an alpha."""
    if not has_alpha(manifest):
        return ""
    named = manifest.get("background")
    return str(named) if named in Room.values else Room.STUDIO.value


def has_alpha(manifest: dict[str, Any]) -> bool:
    """Was it rendered so that any background goes behind it?"""
    return all("alpha" in loop for loop in manifest["loops"].values())


def digest(bundle: Path) -> str:
    """Changes when any file of the bundle does: names, sizes and times."""
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    stamps = [f"{path.relative_to(bundle)}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()

"""manage.py inspect_bundle AVATAR: what is in a bundle."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from avatars.engine import FPS, Bundle, BundleError, lip_gap
from avatarsite.errors import UserError

from ._bundle import find_bundle


class Command(BaseCommand):
    """Prints facts, sizes and frame counts; fails with the reason where the bundle can't be used."""

    help = "Show what is in an avatar's bundle."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """AVATAR is a code, or the folder of a bundle."""
        parser.add_argument("avatar")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        try:
            bundle = find_bundle(options["avatar"])
        except (BundleError, UserError) as error:
            raise CommandError(str(error)) from error
        for name, value in facts(bundle):
            self.stdout.write(f"{name:<12} {value}")


def facts(bundle: Bundle) -> list[tuple[str, str]]:
    """Lines to print."""
    m, mouth, gaps = bundle.manifest, bundle.mouth, lip_gap(bundle, bundle.mouth.shapes)
    files = sorted(p for p in Path(bundle.path).iterdir() if p.is_file())
    total = sum(p.stat().st_size for p in files)
    crop = f"{mouth.light.shape[2]}x{mouth.light.shape[1]}"
    loops = [
        (f"loop {n}", f"{len(x)} frames, {len(x) / FPS:.1f} s, {x.frames.nbytes / 1e6:.0f} MB decoded")
        for n, x in bundle.loops.items()
    ]
    return [
        ("code", m["code"]),
        ("name", f"{m['name']} ({m['kind']}{', synthetic' if m['synthetic'] else ''})"),
        ("licence", m["licence"].splitlines()[0]),
        ("picture", f"{bundle.size[0]}x{bundle.size[1]}, {FPS} frames a second, mouth in {bundle.box}"),
        ("background", f"any, else {m.get('background', 'studio')}" if bundle.has_alpha else "part of the picture"),
        *loops,
        ("mouth", f"{len(mouth.light)} units of {crop}, {len(mouth.shape_names)} numbers a shape"),
        ("points", f"{len(mouth.points_mean)}, lip gap {gaps.min():.1f} to {gaps.max():.1f} px"),
        ("greetings", ", ".join(sorted(m.get("greeting", {})))),
        *((p.name, f"{p.stat().st_size / 1e3:.0f} kB") for p in files),
        ("in all", f"{total / 1e6:.1f} MB"),
    ]

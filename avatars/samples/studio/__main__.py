"""python -m avatars.samples.studio build|still|pack|sheet|film CODE...  (see README.md)"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from . import film
from .people import Person, codes

BUNDLES = Path(__file__).parents[1] / "bundles"
FINAL = {"base": 10, "turned": 8, "eye": 5, "mouth": 4}
DRAFT = {"base": 3, "turned": 2, "eye": 2, "mouth": 2}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="avatars.samples.studio", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    for name in ("build", "render", "pack", "sheet", "still"):
        step = steps.add_parser(name)
        step.add_argument("code", nargs="+", choices=codes())
        step.add_argument("--out", type=Path, default=BUNDLES, help="where bundles are written")
        step.add_argument("--draft", action="store_true", help="few samples: noisy, but done in minutes")
    steps.choices["still"].add_argument("--samples", type=int, default=FINAL["base"])
    steps.choices["still"].add_argument("--yaw", type=float, default=0., help="degrees by which the head is turned")
    steps.choices["still"].add_argument("--percent", type=int, default=100, help="of the full size")
    one = steps.add_parser("film")
    one.add_argument("code", nargs=1, choices=codes())
    film.add_arguments(one)
    for step in steps.choices.values():
        step.add_argument("--work", type=Path, default=Path("var/studio"), help="where rendered layers are kept")
        step.add_argument("--threads", type=int, default=2, help="of the renderer")
    return parser.parse_args()


def render(person: Person, folder: Path, samples: dict[str, int], threads: int) -> None:
    from .actor import Actor  # needs bpy, which packing does not
    from .bank import Bank

    Bank(Actor(person.looks, threads), folder, samples).render()


def still(person: Person, file: Path, args: argparse.Namespace) -> None:
    from .actor import Actor

    file.parent.mkdir(parents=True, exist_ok=True)
    actor = Actor(person.looks, args.threads)
    actor.set({}, yaw=math.radians(args.yaw))
    actor.render(file.resolve(), None, args.samples, args.percent)


def build(person: Person, args: argparse.Namespace) -> None:
    folder = (args.work / (person.code + ("-draft" if args.draft else ""))).resolve()
    samples = DRAFT if args.draft else FINAL
    if args.step == "still":
        still(person, args.work / f"{person.code}.png", args)
    if args.step in ("build", "render"):
        render(person, folder, samples, args.threads)
    if args.step in ("build", "pack"):
        from .assemble import assemble

        print(assemble(person, folder, args.out / person.code))
    if args.step in ("build", "sheet"):
        from .sheet import sheet

        print(sheet(person, folder, args.work / f"{person.code}-sheet.png"))


def main() -> None:
    args = arguments()
    for person in map(Person.read, args.code):
        if args.step == "film":
            film.film(person, (args.work / f"{person.code}-film").resolve(), args)
        else:
            build(person, args)


if __name__ == "__main__":
    main()

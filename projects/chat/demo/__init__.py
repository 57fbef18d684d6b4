"""What the demo project knows: "Ask about Interactive Avatar", in each language that has a file here."""

import json
from dataclasses import dataclass
from pathlib import Path

from projects.chat.types import Entry

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Demo:
    """A project's name, lines and entries. `suggested`: the questions shown in the chat, as in `entries`."""

    name: str
    language: str
    greeting: str
    unknown_line: str
    entries: tuple[Entry, ...]
    suggested: tuple[str, ...]


def demo_languages() -> list[str]:
    """Codes of the languages that have a demo, English first."""
    codes = sorted(path.stem for path in FOLDER.glob("*.json"))
    return sorted(codes, key=lambda code: code != "en")


def demo(language: str) -> Demo:
    """The demo in `language`; KeyError where there is none."""
    if language not in demo_languages():
        raise KeyError(language)
    told = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    entries = tuple(
        Entry(one["question"], one["answer"], tuple(one.get("alternatives", ()))) for one in told["entries"]
    )
    suggested = tuple(one["question"] for one in told["entries"] if one.get("suggested"))
    return Demo(told["name"], language, told["greeting"], told["unknown_line"], entries, suggested)

"""Words that ask for the same thing, per language: a small lexicon of our own, read from `lexicon/*.txt`."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicon"


@cache
def concepts(language: str) -> dict[str, tuple[str, ...]]:
    """Concept -> its words, phrases with spaces. Empty for a language that has no lexicon."""
    path = FOLDER / f"{language}.txt"
    found: dict[str, tuple[str, ...]] = {}
    for line in lines(path) if path.exists() else []:
        name, _, words = line.partition(":")
        found[name] = tuple(word.replace("_", " ") for word in words.split())
    return found


@cache
def related() -> dict[str, frozenset[str]]:
    """Concept -> concepts that stand near it, itself left out."""
    near: dict[str, set[str]] = {}
    for line in lines(FOLDER / "related.txt"):
        group = line.split()
        for name in group:
            near.setdefault(name, set()).update(other for other in group if other != name)
    return {name: frozenset(others) for name, others in near.items()}


def lines(path: Path) -> list[str]:
    """Without comments and empty lines."""
    read = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in read if line and not line.startswith("#")]

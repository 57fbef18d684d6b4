"""How often the right written answer is found, and how often a wrong one is said. Run: python -m tests.chat.evaluate

Each set (`evaluation/*.json`) holds paraphrases that are in no entry, and unrelated questions, halved by place. The
weights were fitted on the even half. In `museum_*` the failures of the odd half were never looked at, so it is the
fair figure for a new project. Of `demo_*` both halves' failures were, for the lexicon and the demo's alternatives; of
`shop_*` one relation of concepts ("pay", "card") was added with the odd half in mind.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from projects.chat import Entry
from projects.chat.demo import demo
from projects.chat.similar import Matcher

FOLDER = Path(__file__).parent / "evaluation"
TUNED, HELD_OUT = 0, 1


@dataclass(frozen=True)
class Case:
    """A question and the entry that answers it; None for a question that none answers. `half`: TUNED or HELD_OUT."""

    question: str
    wanted: int | None
    half: int


@dataclass(frozen=True)
class Score:
    """Of one half of a set: shares in [0, 1]. `wrong`: another entry's answer was said to a paraphrase."""

    right: float
    wrong: float
    false_answers: float


def sets() -> list[str]:
    """Names of the evaluation sets, such as "museum_en"."""
    return sorted(path.stem for path in FOLDER.glob("*.json") if not path.stem.startswith("unrelated"))


def load(name: str) -> tuple[Matcher, list[Case]]:
    """The matcher of a set's entries, and its cases."""
    told = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    language = told.get("demo") or told["language"]
    if "demo" in told:
        entries = list(demo(language).entries)
        asked = list(told["paraphrases"].items())
    else:
        entries = [
            Entry(e["question"], e["answer"], tuple(e.get("alternatives", ()))) for e in told["entries"]
        ]
        asked = [(e["question"], e["paraphrases"]) for e in told["entries"]]
    places = {entry.question: at for at, entry in enumerate(entries)}
    cases = [Case(text, places[q], half % 2) for half, (q, texts) in enumerate(asked) for text in texts]
    return Matcher(entries, language), cases + list(unrelated(told, language))


def unrelated(told: dict[str, list[str]], language: str) -> Iterator[Case]:
    """The set's own unrelated questions, or its language's."""
    texts = told.get("unrelated") or json.loads((FOLDER / f"unrelated_{language}.json").read_text("utf-8"))
    return (Case(text, None, at % 2) for at, text in enumerate(texts))


def score(name: str, half: int, threshold: float | None = None) -> Score:
    """One half's figures, with the matcher's own threshold or another."""
    matcher, cases = load(name)
    right = wrong = false = asked = strange = 0
    for case in cases:
        if case.half != half:
            continue
        match = matcher.best(case.question)
        said = match is not None and (match.enough if threshold is None else match.score >= threshold)
        if case.wanted is None:
            strange += 1
            false += said
        else:
            asked += 1
            right += said and match is not None and match.position == case.wanted
            wrong += said and match is not None and match.position != case.wanted
    return Score(right / asked, wrong / asked, false / strange)


def failures(name: str, half: int) -> Iterator[str]:
    """What went wrong in one half, a line each."""
    matcher, cases = load(name)
    for case in cases:
        match = matcher.best(case.question)
        if case.half != half or match is None:
            continue
        found = match.position if match.enough else None
        if found != case.wanted:
            hoped = matcher.entries[case.wanted].question if case.wanted is not None else "nothing"
            yield f"  {match.score:.2f} {case.question} -> {match.entry.question} (wanted: {hoped})"


def speed(name: str) -> float:
    """Milliseconds of CPU a question, warm."""
    matcher, cases = load(name)
    matcher.best(cases[0].question)
    begun = time.process_time()
    for case in cases:
        matcher.best(case.question)
    return (time.process_time() - begun) / len(cases) * 1000


def say(line: str) -> None:
    """To standard output."""
    sys.stdout.write(line + "\n")


def main(arguments: list[str]) -> None:
    """Prints the table; with --failures those of the tuned half, with set names only those."""
    say("set              tuned: right wrong false   held out: right wrong false   ms")
    for name in [a for a in arguments if not a.startswith("-")] or sets():
        tuned, held = score(name, TUNED), score(name, HELD_OUT)
        row = "   ".join(f"{s.right:6.1%} {s.wrong:5.1%} {s.false_answers:5.1%}" for s in (tuned, held))
        say(f"{name:20s} {row}   {speed(name):5.1f}")
        if "--failures" in arguments:
            say("\n".join(failures(name, TUNED)))


if __name__ == "__main__":
    main(sys.argv[1:])

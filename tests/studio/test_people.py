"""The description files: eight presenters, each complete and unlike the others."""

import pytest

from avatars.samples.studio.backdrop import KINDS
from avatars.samples.studio.people import Person, codes
from avatars.speech import languages

PEOPLE = [Person.read(code) for code in codes()]


def test_four_women_and_four_men() -> None:
    assert sorted(person.gender for person in PEOPLE) == ["female"] * 4 + ["male"] * 4


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.code)
def test_each_can_be_built_and_greets_in_every_language(person: Person) -> None:
    assert {language.code for language in languages()} <= set(person.greeting)
    assert all(person.name in person.greeting[code] for code in ("en", "es", "fr", "de", "it", "pt"))
    assert person.background in KINDS
    assert person.manifest()["default_language"] in person.greeting


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.code)
def test_everyone_is_framed_by_the_stage_and_smiles(person: Person) -> None:
    assert not {"dist", "frame_down"} & set(person.looks)
    assert person.looks["neutral"]["mouthSmileLeft"] == person.looks["neutral"]["mouthSmileRight"] > .4


def test_no_two_share_a_voice_a_role_or_a_rhythm() -> None:
    voices = {(p.voice["espeak"]["variant"], p.voice["espeak"]["pitch"]) for p in PEOPLE}
    assert len(voices) == len({p.role for p in PEOPLE}) == len({p.seed for p in PEOPLE}) == len(PEOPLE)


@pytest.mark.parametrize("part", ["scarf", "glasses", "beard"])
def test_one_wears_it(part: str) -> None:
    assert [part in person.looks for person in PEOPLE].count(True) == 1

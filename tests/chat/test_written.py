"""The owner's answers: paraphrases find them, strangers get the "I don't know" line, greetings a greeting."""

import pytest

from projects.chat import ChatConfig, Entry, answerer
from projects.chat.demo import demo, demo_languages
from projects.chat.smalltalk import lines, unknown_line
from tests.chat import evaluate

LANGUAGES = ["en", "ko", "es", "fr", "de", "it", "pt", "ja", "zh", "hi", "ar"]


async def reply(config: ChatConfig, text: str) -> str:
    return "".join([delta async for delta in answerer(config).answer([], text)])


def about_tea(**settings: str) -> ChatConfig:
    entries = (
        Entry("How much is the tea?", "Three euros.", ("Price of tea?",)),
        Entry("Where are you?", "Here."),
    )
    return ChatConfig(**({"language": "en"} | settings), entries=entries)  # type: ignore[arg-type]


async def test_a_listed_question_and_its_alternative() -> None:
    assert await reply(about_tea(), "How much is the tea?") == "Three euros."
    assert await reply(about_tea(), "price of TEA") == "Three euros."


async def test_a_paraphrase_and_a_slip_of_the_pen() -> None:
    assert await reply(about_tea(), "What does the tea cost?") == "Three euros."
    assert await reply(about_tea(), "What is your adress?") == "Here."


async def test_an_unrelated_question_gets_the_owners_line() -> None:
    assert await reply(about_tea(unknown_line="Ask the staff."), "Who won the match?") == "Ask the staff."
    assert await reply(about_tea(), "Who won the match?") == unknown_line("en")


@pytest.mark.parametrize("text", ["", "   ", "?!", "🙂", "x" * 10_000, "tea " * 3_000])
async def test_odd_input_gets_an_answer(text: str) -> None:
    assert await reply(about_tea(), text)


async def test_without_entries_it_does_not_know() -> None:
    assert await reply(ChatConfig(language="ko"), "이름이 뭐예요?") == unknown_line("ko")


async def test_an_unknown_language_still_answers() -> None:
    entries = (Entry("Hvor er du?", "Her."),)
    assert await reply(ChatConfig(language="da", entries=entries), "hvor er du") == "Her."


async def test_a_greeting_is_greeted_unless_the_owner_wrote_for_it() -> None:
    hours = Entry("Wann haben Sie geöffnet?", "Am Sonntag ist geschlossen.", ("An welchem Tag ist offen?",))
    own = Entry("Guten Tag!", "Willkommen im Garten!")
    assert (
        await reply(ChatConfig(language="de", entries=(hours,)), "Guten Tag")
        == "Hallo! Wie kann ich Ihnen helfen?"
    )
    assert await reply(ChatConfig(language="de", entries=(hours, own)), "Guten Tag") == own.answer


@pytest.mark.parametrize("language", LANGUAGES)
async def test_greetings_thanks_and_goodbyes(language: str) -> None:
    told = lines()[language]
    for kind in told["kinds"]:
        for said in kind["say"][:3]:
            assert await reply(ChatConfig(language=language), f"{said}!") == kind["reply"], said


async def test_a_greeting_with_a_question_is_a_question() -> None:
    assert await reply(about_tea(), "Hello, how much is your tea please?") == "Three euros."


async def test_the_owners_own_greeting_comes_first() -> None:
    config = ChatConfig(language="en", entries=(Entry("Hello", "Ahoy, sailor!"),))
    assert await reply(config, "hello!") == "Ahoy, sailor!"


@pytest.mark.parametrize("language", demo_languages())
def test_the_demo_answers_its_own_questions(language: str) -> None:
    told = demo(language)
    config = ChatConfig(language=language, entries=told.entries, unknown_line=told.unknown_line)
    written = answerer(config)
    for entry in told.entries:
        for form in (entry.question, *entry.alternatives):
            assert written.reply(form) == entry.answer, form  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", demo_languages())
def test_the_demos_are_alike_and_speakable(language: str) -> None:
    told = demo(language)
    assert len(told.entries) == len(demo("en").entries) >= 20
    assert len(told.suggested) == 4
    assert all(len(entry.answer) <= 220 for entry in told.entries)


@pytest.mark.parametrize(
    ("name", "right", "false_answers"),
    [
        ("demo_en", 0.9, 0.07),
        ("demo_es", 0.85, 0.14),
        ("demo_ko", 0.8, 0.07),
        ("museum_en", 0.55, 0.07),
        ("museum_es", 0.55, 0.14),
        ("museum_ko", 0.6, 0.07),
    ],
)
def test_what_was_held_out_is_found(name: str, right: float, false_answers: float) -> None:
    found = evaluate.score(name, evaluate.HELD_OUT)
    assert found.right >= right
    assert found.false_answers <= false_answers


def test_a_question_takes_little_time() -> None:
    assert evaluate.speed("demo_ko") < 20

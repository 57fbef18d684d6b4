"""The chat model over real HTTP, well and badly behaved."""

import asyncio
from collections.abc import Sequence

import pytest

from avatarsite.errors import Category, ProviderError
from projects.chat import ChatConfig, Entry, Limits, Message, answerer
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.refusals import REFUSED_AS

PATIENT = Limits(connect_s=20, first_token_s=20, between_tokens_s=20)
SLOW_START = Limits(connect_s=20, first_token_s=0.2, between_tokens_s=20)
SLOW_LATER = Limits(connect_s=20, first_token_s=20, between_tokens_s=0.2)
ANSWER = "Certainly. It costs three dollars and a half."


Outcome = tuple[str, ProviderError | None]


async def ask(config: ChatConfig, text: str, history: Sequence[Message] = ()) -> Outcome:
    """What was said, and the error that ended it."""
    said, asked = "", answerer(config)
    try:
        async for delta in asked.answer(history, text):
            said += delta
    except ProviderError as error:
        return said, error
    finally:
        await asked.aclose()
    return said, None


def limits_for(mode: str) -> Limits:
    """Short only where the mode hangs, so that a busy machine fails no other test."""
    return {"slow_first_token": SLOW_START, "slow_tokens": SLOW_LATER}.get(mode, PATIENT)


def config_for(server: OpenAIServer, **settings: object) -> ChatConfig:
    given = {"base_url": server.base_url, "api_key": "sk-test", "model": "fake", "limits": PATIENT}
    return ChatConfig(language="en", use_model=True, **(given | settings))  # type: ignore[arg-type]


async def test_it_streams_the_answer(openai_server: OpenAIServer) -> None:
    openai_server.answers = [ANSWER]
    deltas = [delta async for delta in answerer(config_for(openai_server)).answer([], "How much?")]
    assert "".join(deltas) == ANSWER
    assert len(deltas) > 3


async def test_it_sends_key_model_temperature_and_what_was_heard(openai_server: OpenAIServer) -> None:
    history = [Message("user", "Hi"), Message("assistant", "Hello, I"), Message("assistant", " ")]
    config = config_for(openai_server, instructions="You sell tea.", temperature=0.2)
    await ask(config, "Go on", history)
    request = openai_server.asked("/chat/completions")[0]
    assert request.headers["authorization"] == "Bearer sk-test"
    assert (request.body["model"], request.body["temperature"]) == ("fake", 0.2)
    system, *turns = request.body["messages"]
    assert system["content"].startswith("You sell tea.")
    assert "English" in system["content"]
    assert [turn["content"] for turn in turns] == ["Hi", "Hello, I", "Go on"]


async def test_the_owners_answers_are_facts_for_the_model(openai_server: OpenAIServer) -> None:
    await ask(config_for(openai_server, entries=(Entry("Where are you?", "In Seoul."),)), "Where?")
    assert "A: In Seoul." in openai_server.requests[0].body["messages"][0]["content"]


async def test_a_model_that_refuses_a_temperature_is_asked_without(openai_server: OpenAIServer) -> None:
    openai_server.answers, openai_server.refuse_temperature = [ANSWER], True
    assert await ask(config_for(openai_server), "Hi") == (ANSWER, None)


@pytest.mark.parametrize(
    ("mode", "category", "retryable"),
    [
        *REFUSED_AS,
        ("slow_first_token", Category.TIMEOUT, True),
        ("empty", Category.UNAVAILABLE, True),
        ("drop", Category.CONNECTION, True),
    ],
)
async def test_a_failure_before_the_first_word(
    openai_server: OpenAIServer, mode: str, category: Category, retryable: bool
) -> None:
    openai_server.chat = mode
    said, error = await ask(config_for(openai_server, limits=limits_for(mode)), "Hi")
    assert said == ""
    assert error is not None
    assert (error.provider, error.category, error.retryable) == ("chat", category, retryable)


@pytest.mark.parametrize(
    ("mode", "category"),
    [
        ("slow_tokens", Category.TIMEOUT),
        ("cut_off", Category.CUT_OFF),
        ("malformed", Category.CUT_OFF),
        ("error_event", Category.CUT_OFF),
        ("no_finish", Category.CUT_OFF),
    ],
)
async def test_a_failure_in_the_middle_keeps_what_came(
    openai_server: OpenAIServer, mode: str, category: Category
) -> None:
    openai_server.chat, openai_server.answers = mode, [ANSWER]
    said, error = await ask(config_for(openai_server, limits=limits_for(mode)), "Hi")
    assert said.startswith("Certainly.")
    assert error is not None
    assert (error.category, error.retryable) == (category, True)


async def test_nobody_listens_at_the_address() -> None:
    with OpenAIServer() as server:
        config = config_for(server)
    said, error = await ask(config, "Hi")
    assert (said, error and error.category) == ("", Category.CONNECTION)


async def test_no_key_is_said_at_once() -> None:
    _, error = await ask(ChatConfig(language="en", use_model=True), "Hi")
    assert error is not None
    assert (error.category, error.retryable) == (Category.AUTH, False)


async def test_an_error_holds_no_word_of_the_conversation(openai_server: OpenAIServer) -> None:
    openai_server.chat = "bad_request"
    _, error = await ask(config_for(openai_server), "my secret")
    assert error is not None
    assert "secret" not in f"{error} {error.detail}"


async def test_a_cancelled_answer_ends_at_once(openai_server: OpenAIServer) -> None:
    openai_server.chat = "slow_first_token"
    config = config_for(openai_server)
    task = asyncio.create_task(ask(config, "Hi"))
    await asyncio.to_thread(openai_server.arrived.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)

"""The voice of an OpenAI-compatible server, over real HTTP, well and badly."""

from collections.abc import Iterator

import numpy as np
import pytest

from avatars.speech import SpeechConfig, SpokenPiece, Voice, catalogue
from avatars.speech.services import close_services
from avatarsite.errors import Category, ProviderError
from tests.fakes.openai_server import REFUSALS, OpenAIServer
from tests.fakes.refusals import REFUSED_AS
from tests.speech.sounds import spoken
from tests.speech.test_align import errors_s


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key="secret") as running:
        yield running


def voice_of(server: OpenAIServer, key: str = "secret", timeout_s: float = 20.0) -> Voice:
    config = SpeechConfig(
        speech_base_url=server.base_url, speech_api_key=key, speech_timeout_s=timeout_s, speech_voice="nova"
    )
    return catalogue(config).voices("en")[0]


async def said_by(voice: Voice, text: str) -> list[SpokenPiece]:
    try:
        return [piece async for piece in voice.speak(text)]
    finally:
        await close_services()


async def test_each_sentence_is_a_piece_with_times(server: OpenAIServer) -> None:
    voice = voice_of(server)
    assert (voice.code, voice.provider) == ("openai:en:nova", "openai")
    pieces = await said_by(voice, "Hello, my **good** friend. How are you?")
    assert [piece.text for piece in pieces] == ["Hello, my **good** friend.", "How are you?"]
    asked = server.asked("/audio/speech")
    assert [request.body["input"] for request in asked] == ["Hello, my good friend.", "How are you?"]
    assert asked[0].body["voice"] == "nova"
    for piece in pieces:
        assert piece.pcm.dtype == np.float32
        assert piece.phonemes[-1].end_s == pytest.approx(piece.duration_s)
        assert "".join(word.text for word in piece.words) == piece.text.replace(" ", "")


async def test_the_times_are_those_of_the_sound(server: OpenAIServer) -> None:
    text = "Would you like to make an avatar of your own?"
    (piece,) = await said_by(voice_of(server), text)
    true = spoken(text)
    shift = piece.phonemes[0].end_s - true.phonemes[0].end_s
    assert np.median(np.abs(errors_s(piece.phonemes, true.phonemes) - shift)) < 0.025


async def test_loudness_is_that_of_the_other_voices(server: OpenAIServer) -> None:
    (piece,) = await said_by(voice_of(server), "The same loudness for all of us.")
    own = spoken("The same loudness for all of us.").pcm
    assert np.sqrt((piece.pcm**2).mean()) == pytest.approx(np.sqrt((own**2).mean()), rel=0.2)


@pytest.mark.parametrize(
    ("mode", "category", "retryable"),
    [
        *REFUSED_AS,
        ("cut_off", Category.CUT_OFF, True),
        ("malformed", Category.UNAVAILABLE, True),
        ("empty", Category.UNAVAILABLE, True),
    ],
)
async def test_each_failure_has_its_category(
    server: OpenAIServer, mode: str, category: Category, retryable: bool
) -> None:
    server.speech = mode
    with pytest.raises(ProviderError) as failure:
        await said_by(voice_of(server), "Hello there.")
    assert (failure.value.category, failure.value.retryable) == (category, retryable)
    assert "Hello" not in failure.value.detail


def test_every_refusal_of_the_fake_is_tried() -> None:
    assert {name for name, _, _ in REFUSED_AS} == set(REFUSALS)


async def test_a_server_that_hangs_is_given_up(server: OpenAIServer) -> None:
    server.speech = "hang"
    with pytest.raises(ProviderError) as failure:
        await said_by(voice_of(server, timeout_s=0.2), "Hello there.")
    assert failure.value.category is Category.TIMEOUT


async def test_nobody_there_is_a_connection_failure(server: OpenAIServer) -> None:
    config = SpeechConfig(speech_base_url="http://127.0.0.1:9/v1", speech_api_key="secret")
    with pytest.raises(ProviderError) as failure:
        await said_by(catalogue(config).voices("en")[0], "Hello there.")
    assert failure.value.category is Category.CONNECTION


async def test_nothing_to_say_asks_nobody(server: OpenAIServer) -> None:
    assert await said_by(voice_of(server), " 😀 ") == []
    assert server.requests == []

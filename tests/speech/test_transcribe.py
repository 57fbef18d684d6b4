"""Speech to text over real HTTP, well and badly."""

from collections.abc import Iterator

import numpy as np
import pytest

from avatars.speech import SpeechConfig, catalogue
from avatars.speech.services import close_services
from avatarsite.errors import Category, ProviderError
from tests.fakes.openai_server import OpenAIServer
from tests.speech.sounds import at_16k, spoken


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key="secret", transcripts=[" What does a credit cost? "]) as running:
        yield running


async def transcribed(server: OpenAIServer, pcm: np.ndarray, timeout_s: float = 20.0) -> str:
    config = SpeechConfig(
        transcribe_base_url=server.base_url, transcribe_api_key="secret", transcribe_timeout_s=timeout_s
    )
    transcriber = catalogue(config).transcriber()
    assert transcriber is not None
    try:
        return await transcriber.transcribe(pcm, "en")
    finally:
        await close_services()


SOUND = at_16k(spoken("What does a credit cost?").pcm)


async def test_the_words_come_back(server: OpenAIServer) -> None:
    assert await transcribed(server, SOUND) == "What does a credit cost?"
    (request,) = server.asked("/audio/transcriptions")
    assert request.body["language"] == "en"
    assert len(request.body["file"]) == 44 + 2 * len(SOUND)


async def test_silence_has_no_words(server: OpenAIServer) -> None:
    server.transcription = "empty"
    assert await transcribed(server, SOUND) == ""
    assert await transcribed(server, SOUND[:0]) == ""


@pytest.mark.parametrize(
    ("mode", "category"),
    [
        ("wrong_key", Category.AUTH),
        ("rate_limit", Category.RATE_LIMIT),
        ("bad_request", Category.BAD_REQUEST),
        ("server_error", Category.UNAVAILABLE),
        ("malformed", Category.UNAVAILABLE),
    ],
)
async def test_each_failure_has_its_category(server: OpenAIServer, mode: str, category: Category) -> None:
    server.transcription = mode
    with pytest.raises(ProviderError) as failure:
        await transcribed(server, SOUND)
    assert (failure.value.provider, failure.value.category) == ("transcription", category)


async def test_a_server_that_hangs_is_given_up(server: OpenAIServer) -> None:
    server.transcription = "hang"
    with pytest.raises(ProviderError) as failure:
        await transcribed(server, SOUND, timeout_s=0.2)
    assert failure.value.category is Category.TIMEOUT


def test_without_a_server_there_is_no_transcriber() -> None:
    assert catalogue(SpeechConfig()).transcriber() is None

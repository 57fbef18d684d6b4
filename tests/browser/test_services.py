"""With a speech, chat and transcription server: a spoken question is understood, and failures are apologised for."""

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser import visitor as person
from tests.browser.conftest import NO_UDP, fresh_profile
from tests.browser.served import Site, served
from tests.browser.spoken import spoken
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_sound import seconds_of

pytestmark = pytest.mark.browser

QUESTION = "What should I see in the old town today?"
ANSWER = "See the castle first. Then walk down to the river."
ENGLISH = {"language": "en", "voice": "", "avatar": {"voice": {}}}


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenAIServer]:
    with OpenAIServer(answers=[ANSWER], transcripts=[QUESTION], key="sk-right") as server:
        yield server


@pytest.fixture(scope="module")
def connected(
    provider: OpenAIServer, tmp_path_factory: pytest.TempPathFactory, samples: Path
) -> Iterator[Site]:
    """A site that transcribes, and asks its chat questions, at the provider."""
    settings = {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "sk-right", "OPENAI_MODEL": "fake",
                "TRANSCRIBE_BASE_URL": provider.base_url, "TRANSCRIBE_API_KEY": "sk-right",
                "TRANSCRIBE_MODEL": "fake"}  # fmt: skip
    with served(tmp_path_factory.mktemp("connected"), samples, **settings) as site:
        yield site


@pytest.fixture
def microphone_wav(tmp_path: Path) -> Path:
    """What the visitor's microphone hears, over and over: 14 s of nothing, then the question, then nothing."""
    pcm = np.concatenate(spoken(QUESTION, ENGLISH))
    silence = np.zeros(14 * 48000, np.float32)
    path = tmp_path / "question.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 48000, 0, "NONE", ""))
        out.writeframes((np.concatenate([silence, pcm, silence]) * 32767).astype("<i2").tobytes())
    return path


def chatgpt_project(page: object, site: Site, person_email: str) -> str:
    person.sign_up(page, site, person_email)  # type: ignore[arg-type]
    page.goto(f"{site.url}/projects/new/")  # type: ignore[attr-defined]
    page.fill("input[name=name]", "City guide")  # type: ignore[attr-defined]
    page.locator("label.tile", has_text="Marcus").click()  # type: ignore[attr-defined]
    expect(page.locator("#rooms label.tile")).to_have_count(4)  # type: ignore[attr-defined]
    page.fill("[name=greeting]", "Hello.")  # type: ignore[attr-defined]
    page.locator("[name=uses_chatgpt]").press("Space")  # type: ignore[attr-defined]
    expect(page.locator("[name=uses_chatgpt]")).to_be_checked()  # type: ignore[attr-defined]
    page.fill("[name=chat_model]", "fake")  # type: ignore[attr-defined]
    page.locator("#project-form .save-bar button[type=submit]").click()  # type: ignore[attr-defined]
    page.wait_for_url(lambda url: not url.endswith("/new/"))  # type: ignore[attr-defined]
    link = page.locator("a[href^='/chat/']", has_text="Talk").first.get_attribute("href")  # type: ignore[attr-defined]
    return str(link).strip("/").split("/")[-1]


@pytest.mark.parametrize("transport", ["webrtc", "websocket"])
def test_a_spoken_question_is_understood(
    connected: Site,
    provider: OpenAIServer,
    launch: Callable[..., Browser],
    microphone_wav: Path,
    transport: str,
) -> None:
    provider.chat = provider.transcription = "normal"
    arguments = [f"--use-file-for-fake-audio-capture={microphone_wav}"] + [NO_UDP] * (
        transport == "websocket"
    )
    with fresh_profile(launch(*arguments)) as context:
        page = person.open_page(context, connected)
        project = chatgpt_project(page, connected, f"speaks-{transport}@example.org")
        person.start_chat(page, connected, project, speak=True)
        expect(page.locator("#turns")).to_contain_text(QUESTION, timeout=person.PATIENCE_MS)
        expect(page.locator("#turns")).to_contain_text(ANSWER, timeout=person.PATIENCE_MS)
        person.photograph(page, f"spoken_{transport}")
        person.end_chat(page)
    assert seconds_of(provider.asked("/audio/transcriptions")[-1].body) >= 1.0


@pytest.mark.parametrize("trouble", ["server_error", "wrong_key", "cut_off", "empty"])
def test_a_failing_service_is_apologised_for(
    connected: Site, provider: OpenAIServer, launch: Callable[..., Browser], trouble: str
) -> None:
    """Aloud (the avatar speaks) and in writing; afterwards the conversation goes on."""
    with fresh_profile(launch()) as context:
        page = person.open_page(context, connected)
        project = chatgpt_project(page, connected, f"{trouble.replace('_', '-')}@example.org")
        person.start_chat(page, connected, project)
        person.wait_for_state(page, "listening")
        provider.chat = trouble
        apology = person.ask(page, "What is there to see?")
        provider.chat = "normal"
        assert "sorry" in apology.lower()
        assert person.ask(page, "And now?") == ANSWER
        person.end_chat(page)

"""The demo in three languages: paraphrases that are in no list, asked by typing, answered aloud and in writing."""

import json

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import visitor as person
from tests.browser.recording import start_recording, stop_recording
from tests.browser.served import ROOT, Site
from tests.browser.spoken import heard_as_spoken

pytestmark = [pytest.mark.browser, pytest.mark.realtime]

# language -> (paraphrase, the question whose answer is right), and one that nothing answers
QUESTIONS = {
    "en": ("how many minutes is one credit worth?", "What is a credit?", "What is the capital of Mongolia?"),
    "es": ("¿cuántos minutos son un crédito?", "¿Qué es un crédito?", "¿Quién ganó el mundial de fútbol?"),
    "ko": ("크레딧 하나면 몇 분 동안 쓸 수 있어요?", "크레딧이 뭐예요?", "내일 부산 날씨가 어때요?"),
}


@pytest.mark.parametrize("language", QUESTIONS)
@pytest.mark.parametrize("transport", ["webrtc"], indirect=True)
def test_a_paraphrase_is_answered_in_the_language(site: Site, visitor: BrowserContext, language: str) -> None:
    demo = json.loads((ROOT / f"projects/chat/demo/{language}.json").read_text())
    paraphrase, question, unrelated = QUESTIONS[language]
    entries = {entry["question"]: entry for entry in demo["entries"]}
    known = {ask for entry in demo["entries"] for ask in (entry["question"], *entry["alternatives"])}
    assert paraphrase not in known
    page = person.open_page(visitor, site)
    person.log_in(page, site)
    person.start_chat(page, site, person.demo_project(page, demo["name"]))
    person.wait_for_state(page, "listening")

    start_recording(page)
    person.say(page, paraphrase)
    person.wait_for_state(page, "speaking")
    page.wait_for_timeout(1000)
    caption = page.locator("#caption").inner_text().strip()
    person.photograph(page, f"answer_{language}")
    person.wait_for_state(page, "listening")
    recording = stop_recording(page)
    answer = person.last_answer(page)
    code = person.conversation_code(page)
    unknown = person.ask(page, unrelated)
    person.end_chat(page)

    assert answer == entries[question]["answer"]
    assert caption and caption in answer
    snapshot = site.ask(f"Conversation.objects.get(code='{code}').snapshot")
    assert isinstance(snapshot, dict)
    assert heard_as_spoken(recording.pcm, answer, snapshot) >= 0.8
    assert unknown == demo["unknown_line"]

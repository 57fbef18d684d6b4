"""The main journey: sign up, make a project, talk, interrupt, end; over WebRTC, and over WebSocket without UDP."""

import secrets
import time

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import visitor as person
from tests.browser.recording import Recording, start_recording, stop_recording
from tests.browser.served import Site
from tests.browser.spoken import heard_as_spoken

pytestmark = [pytest.mark.browser, pytest.mark.realtime]

ANSWERS = {
    "When is the museum open?": "We are open from nine to five, and on Thursdays until eight in the evening.",
    "How much is a ticket?": "A ticket is twelve euros. Children come in free. Students and pensioners pay half.",
    "Where can I park my car?": "There is a car park right behind the building, with room for two hundred cars.",
}
SILENT = 0.004


def test_a_newcomer_signs_up_and_talks(site: Site, visitor: BrowserContext, transport: str) -> None:
    page = person.open_page(visitor, site)
    person.sign_up(page, site, f"new-{secrets.token_hex(3)}@example.org")
    project = person.make_project(page, site, "Museum", "Ana", "en", ANSWERS)

    started = person.start_chat(page, site, project)
    fps = frames_a_second(page)
    person.photograph(page, f"conversation_{transport}")
    person.wait_for_state(page, "listening")
    assert page.evaluate("window.__conversation.transport") == transport

    answer, recording = recorded_answer(page, "What does it cost to get in?")
    heard_to_the_end = interrupted_answer(page, "how much are the tickets?")
    unknown = person.ask(page, "Who won the football match last night?")

    ended = person.end_chat(page)
    code = person.conversation_code(page)
    row = site.ask(
        f"[Conversation.objects.values('billed_ms', 'end_reason', 'transport', 'snapshot').get(code='{code}'),"
        f"list(Conversation.objects.get(code='{code}').turns.values('role', 'text', 'heard_text', 'interrupted'))]"
    )
    conversation, turns = row
    assert answer == ANSWERS["How much is a ticket?"]
    assert heard_as_spoken(recording.pcm, answer, conversation["snapshot"]) >= 0.8
    assert fps >= 24, fps
    assert "car park" not in unknown and "ticket" not in unknown
    assert not heard_to_the_end
    cut = [turn for turn in turns if turn["interrupted"]]
    assert len(cut) == 1
    assert cut[0]["heard_text"] and ANSWERS["How much is a ticket?"].startswith(cut[0]["heard_text"])
    assert cut[0]["heard_text"] != ANSWERS["How much is a ticket?"]
    assert conversation["transport"] == transport
    assert abs(conversation["billed_ms"] / 1000 - (ended - started)) <= 1.0


def frames_a_second(page: Page, seconds: float = 4.0) -> float:
    """Decoded pictures a second, by the page's own clock: the better of two spells, after a second of warming up."""
    page.wait_for_timeout(1000)
    return max(one_spell(page, seconds), one_spell(page, seconds))


def one_spell(page: Page, seconds: float) -> float:
    before, at = person.decoded(page), person.page_clock_s(page)
    page.wait_for_timeout(1000 * seconds)
    return (person.decoded(page) - before) / (person.page_clock_s(page) - at)


def recorded_answer(page: Page, question: str) -> tuple[str, Recording]:
    start_recording(page)
    answer = person.ask(page, question)
    return answer, stop_recording(page)


def interrupted_answer(page: Page, question: str) -> bool:
    """Stop the answer after its first second by the button; the voice must be silent within 300 ms.

    -> whether the voice was heard later all the same.
    """
    start_recording(page)
    person.say(page, question)
    person.wait_for_state(page, "speaking")
    page.wait_for_timeout(1500)
    clicked = (
        page.evaluate("() => { document.querySelector('#interrupt').click(); return performance.now(); }")
        / 1000
    )
    person.wait_for_state(page, "listening")
    page.wait_for_timeout(2000)
    recording = stop_recording(page)
    times = np.arange(clicked + 0.3, recording.pcm_at[-1] - 0.1, 0.1)
    assert len(times) >= 10
    return any(recording.loudness_at(at + 0.1) > SILENT for at in times)


def test_lips_move_only_while_there_is_speech(site: Site, visitor: BrowserContext, transport: str) -> None:
    from tests.landmarks import lip_openings

    page = person.open_page(visitor, site)
    person.log_in(page, site)
    project = person.demo_project(page)
    person.start_chat(page, site, project)
    person.wait_for_state(page, "listening")
    start_recording(page, frame_ms=100)
    person.ask(page, "What is this?")
    page.wait_for_timeout(4000)
    recording = stop_recording(page)
    person.end_chat(page)

    openings = lip_openings(recording.images)
    assert len(openings) >= 50
    assert np.isfinite(openings).all()
    loud = np.array([recording.loudness_at(at) for at in recording.image_at]) > 10 * SILENT
    quiet = pauses(recording, recording.image_at)
    moves = np.abs(np.diff(openings))
    speaking, pausing = moves[loud[1:] & loud[:-1]].mean(), moves[quiet[1:] & quiet[:-1]].mean()
    assert pausing <= 0.1 * speaking, (pausing, speaking)


def pauses(recording: Recording, times: np.ndarray, margin_s: float = 0.5) -> np.ndarray:
    """Which of `times` lie in silence that began and will go on for at least `margin_s`."""
    around = np.arange(-margin_s, margin_s + 0.01, 0.1)
    return np.array([all(recording.loudness_at(at + d) < SILENT for d in around) for at in times])


@pytest.mark.parametrize("transport", ["webrtc"], indirect=True)  # the bill knows nothing of it
def test_the_clock_of_the_bill_is_the_servers(site: Site, visitor: BrowserContext) -> None:
    """A visitor whose page is gone without a word is billed to the moment it went, and the place is free again."""
    page = person.open_page(visitor, site)
    person.log_in(page, site)
    project = person.demo_project(page)
    started = person.start_chat(page, site, project)
    page.wait_for_timeout(3000)
    code = person.conversation_code(page)
    gone = time.monotonic()
    page.close()
    deadline = gone + 60
    row: dict[str, object] = {"status": "active"}
    while row["status"] == "active" and time.monotonic() < deadline:
        row = site.ask(f"Conversation.objects.values('status', 'billed_ms', 'end_reason').get(code='{code}')")
    assert row["status"] == "ended"
    assert abs(float(str(row["billed_ms"])) / 1000 - (gone - started)) <= 1.5

"""Two real peers in one process: a sentence really goes from the voice to the browser's side."""

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from aiortc.mediastreams import AudioStreamTrack
from scipy.signal import correlate

from avatars.engine import Bundle
from avatars.speech.espeak import EspeakVoice
from avatarsite.errors import UserError
from conversations.live.session import LiveSession
from tests.engine.drawn import draw_bundle

from .fakes import FakeAnswerer
from .peer import PeerPort
from .real import real_session

SENTENCE = "Hello, it is good to see you."


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder: Path = draw_bundle(tmp_path_factory.mktemp("bundle") / "drawn")
    return Bundle.load(folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture
async def session(drawn: Bundle) -> AsyncIterator[LiveSession]:
    running = real_session(drawn, FakeAnswerer(SENTENCE))
    yield running
    await running.end("visitor")


@pytest.fixture
async def port(session: LiveSession) -> AsyncIterator[PeerPort]:
    connected = PeerPort(session)
    await connected.connect()
    yield connected
    await connected.close()


def likeness(heard: np.ndarray, said: np.ndarray) -> float:
    """The greatest normalised cross-correlation of what was said with a stretch of what was heard."""
    heard, said = heard.astype(float), said.astype(float)
    total = np.concatenate([[0.0], np.cumsum(heard**2)])
    energy = np.sqrt(np.maximum(total[len(said) :] - total[: -len(said)], 1e-9) * (said**2).sum())
    return float((correlate(heard, said, mode="valid") / energy).max())


@pytest.mark.realtime
async def test_what_was_synthesised_is_heard_at_the_other_end(session, port):
    await port.until("transport")
    await session.hear_text("t1", "Well?")
    await port.until("speech_ended")
    heard = await port.until_heard(sum(map(len, port.sound)) / 48_000 + 0.4)
    said = EspeakVoice("en").read(SENTENCE).pcm
    assert likeness(heard, said) >= 0.8


async def test_pictures_come_with_the_sound_and_the_first_one_can_be_decoded(session, port):
    await port.until("transport")
    heard = await port.until_heard(1.2)
    pictures = len(port.pictures)
    assert port.pictures[0].shape == (128, 128)
    assert pictures >= 0.3 * 25 * len(heard) / 48_000  # a busy machine drops pictures, never sound


async def test_the_voice_stops_within_300_ms_of_an_interruption(session, port):
    session.parts.replier.answerer.deltas = ("This is a long sentence that goes on and on and on for a while.",)
    await port.until("transport")
    await session.hear_text("t1", "Well?")
    await port.until("caption")
    before = len(await port.until_heard(sum(map(len, port.sound)) / 48_000 + 0.6))
    await session.interrupt()
    heard = await port.until_heard(before / 48_000 + 0.8)
    loud = np.flatnonzero(np.abs(heard) > 300)
    assert loud.max() < before + 0.3 * 48_000
    assert port.of("speech_ended")[0]["interrupted"]


async def test_a_second_connection_begins_with_a_picture_of_its_own(session, port):
    await port.until("transport")
    await port.until_heard(0.4)
    again = PeerPort(session)
    await again.connect()
    await again.until("transport")
    await again.until_heard(0.4)
    assert again.pictures
    assert port.closed == "taken over"
    await again.close()


async def test_a_lost_picture_is_asked_for_and_comes_whole(session, port):
    await port.until("transport")
    await port.until_heard(0.4)
    receiver = next(t.receiver for t in port.peer.getTransceivers() if t.kind == "video")
    keyframes = []
    stream = session.media.sink.vp8
    ask = stream.ask_keyframe
    sender = next(s for s in session.media._peer.connection.getSenders() if s.kind == "video")
    sender._send_keyframe = lambda: (keyframes.append(1), ask())
    await receiver._send_rtcp_pli(sender._ssrc)
    await port.until_heard(sum(map(len, port.sound)) / 48_000 + 0.4)
    assert keyframes


async def test_the_visitors_microphone_reaches_the_session(session):
    heard = []
    session.microphone.push = heard.append
    port = PeerPort(session, AudioStreamTrack())
    await port.connect()
    await port.until("transport")
    await port.until_heard(0.6)
    await port.close()
    assert sum(map(len, heard)) > 0.2 * 16_000


@pytest.mark.parametrize("offer", ["", "not an offer", "v=0\r\n", "x" * 70_000])
async def test_an_offer_that_makes_no_sense_is_refused(session, offer):
    port = PeerPort(session)
    await session.attach(port, "webrtc")
    with pytest.raises(UserError):
        await session.media.offered(offer)
    await port.close()

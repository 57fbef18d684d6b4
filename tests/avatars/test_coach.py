"""The coach's child process and its socket: real pictures, a child that breaks, and who may ask."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import cv2
import numpy as np
import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from accounts.models import User, Workspace
from avatars import coach_consumer
from avatars.bundles import SAMPLES
from avatars.coach_process import Coach, CoachGone
from avatars.coach_words import ROWS, told
from avatars.consumers import NOT_LOGGED_IN
from avatars.footage_messages import COACH
from avatars.models import Recording, Way
from avatars.recordings import begin_avatar
from avatars.routing import websocket_urlpatterns

# A child that answers each picture with its size, and dies of one that begins with "die".
CHILD = """
import json, struct, sys
read = sys.stdin.buffer.read
while head := read(4):
    header = json.loads(read(struct.unpack(">I", head)[0]))
    picture = read(struct.unpack(">I", read(4))[0])
    if picture[:3] == b"die":
        sys.exit(3)
    if not header.get("end"):
        found = [{"id": "coach.too_far", "facts": {"pixels": len(picture), "least": header["width"]}}]
        print(json.dumps({"session": header["session"], "findings": found, "box": None, "ok": False}), flush=True)
"""


@pytest.fixture
async def coach() -> AsyncIterator[Coach]:
    made = Coach(sys.executable, "-c", CHILD)
    yield made
    for session in ("a", "b"):
        made.leave(session)
    made.end()
    await made.ended()


async def test_answers_go_to_who_asked(coach: Coach) -> None:
    asked = [coach.look(name, name.encode() * size, 640) for name, size in (("a", 3), ("b", 5), ("a", 7))]
    facts = [seen["findings"][0]["facts"]["pixels"] for seen in await asyncio.gather(*asked)]
    assert facts == [3, 5, 7]


async def test_one_that_breaks_says_so_and_rests(coach: Coach) -> None:
    with pytest.raises(CoachGone):
        await coach.look("a", b"die", 640)
    with pytest.raises(CoachGone):  # not started again at once
        await coach.look("a", b"picture", 640)


async def test_a_child_that_can_t_start_is_gone() -> None:
    with pytest.raises(CoachGone):
        await Coach("/no/such/program").look("a", b"picture", 640)


def test_every_finding_has_a_row_and_words() -> None:
    facts = {"pixels": 40, "least": 80, "degrees": 30, "darker": "left", "rate": 7}
    seen = {"findings": [{"id": name, "facts": facts} for name in COACH], "box": None, "ok": False}
    rows = told(seen)["rows"]
    assert set(rows) == {row for row, _ in ROWS}
    assert not any("%(" in words or "wrong on our side" in words for words in rows.values())


async def connected(user: Any, code: str) -> WebsocketCommunicator:
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/coach/{code}/")
    socket.scope["user"] = user
    assert (await socket.connect(timeout=10))[0]
    return socket


@pytest.fixture
def recording(workspace: Workspace, alice: User) -> Recording:
    return begin_avatar(workspace, "Alice", Way.RECORDED, "en", alice)


@pytest.mark.django_db(transaction=True)
async def test_the_socket_answers_in_words(
    alice: User, recording: Recording, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coach_consumer, "coach", coach)
    socket = await connected(alice, recording.code)
    await socket.send_to(text_data=json.dumps({"width": 640}))
    await socket.send_to(bytes_data=b"picture")
    seen = json.loads(await socket.receive_from(timeout=10))
    assert (seen["type"], seen["ok"], seen["ids"]) == ("seen", False, ["coach.too_far"])
    assert "Come closer" in seen["rows"]["face"]
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("rate", "slow"), [(7.4, True), (25, False), (0, False), (-1, False), ("quick", False), (None, False)]
)
async def test_a_slow_camera_is_told_with_the_light(
    rate: Any, slow: bool, alice: User, recording: Recording, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that counts nothing, or nonsense, says nothing of the camera."""
    monkeypatch.setattr(coach_consumer, "coach", coach)
    socket = await connected(alice, recording.code)
    await socket.send_to(text_data=json.dumps({"width": 640, "rate": rate}))
    await socket.send_to(bytes_data=b"picture")
    seen = json.loads(await socket.receive_from(timeout=10))
    assert (("coach.few_pictures" in seen["ids"]), ("7 pictures" in seen["rows"].get("light", ""))) == (slow, slow)
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_the_socket_says_when_nobody_can_look(
    alice: User, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coach_consumer, "coach", Coach("/no/such/program"))
    socket = await connected(alice, recording.code)
    await socket.send_to(bytes_data=b"picture")
    assert json.loads(await socket.receive_from(timeout=10)) == {"type": "off"}
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_strangers_and_visitors_are_shut_out(charlie: User, recording: Recording) -> None:
    for user, code in ((charlie, coach_consumer.NOT_FOUND), (AnonymousUser(), NOT_LOGGED_IN)):
        socket = await connected(user, recording.code)
        assert (await socket.receive_output(timeout=10))["code"] == code
        await socket.disconnect(timeout=10)


@pytest.mark.django_db(transaction=True)
async def test_a_team_mate_is_coached(
    bob: User, recording: Recording, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coach_consumer, "coach", coach)
    socket = await connected(bob, recording.code)
    await socket.send_to(bytes_data=bytes(coach_consumer.LARGEST + 1))  # passed over
    await socket.send_to(bytes_data=b"picture")
    assert json.loads(await socket.receive_from(timeout=10))["type"] == "seen"
    await socket.disconnect()


async def test_the_real_coach_sees_a_face_and_misses_none() -> None:
    """The one test with the models: a presenter's thumbnail has a face, a grey picture none."""
    face = cv2.imread(str(next(SAMPLES.glob("ana/thumbnail.*"))))
    assert face is not None
    pictures = [
        cv2.imencode(".jpg", image)[1].tobytes() for image in (face, np.full((360, 480, 3), 140, np.uint8))
    ]
    real = Coach()
    try:
        answers = [await real.look("a", picture, 1280) for picture in pictures]
    finally:
        real.leave("a")
        real.end()
        await real.ended()
    assert answers[0]["box"] is not None
    assert [finding["id"] for finding in answers[1]["findings"]] == ["coach.no_face"]

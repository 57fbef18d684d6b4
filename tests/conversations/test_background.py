"""A conversation shows the background that its project had when it began."""

from typing import Any

import numpy as np
import pytest
from asgiref.sync import sync_to_async

from avatars.backgrounds import background_for
from avatars.bundles import bundle_for
from avatars.engine import Bundle
from avatars.engine.colour import i420_to_bgr
from avatars.rooms import Room
from conversations import live_build, services

from .rows import make_cut_out, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def seen(bundle: Bundle, room: str) -> np.ndarray:
    """The background alone, (h, w, 3) BGR."""
    background = background_for(bundle, room)
    assert background is not None
    w, h = bundle.size
    return i420_to_bgr(background.behind(np.full((h * 3 // 2, w), 128, np.uint8), np.zeros((h, w), np.uint8)))


@pytest.mark.parametrize(("wanted", "shown"), [("shelf", "shelf"), ("", "studio")])
async def test_it_is_the_one_that_was_chosen(alice: Any, workspace: Any, wanted: str, shown: str) -> None:
    avatar = await sync_to_async(lambda: make_cut_out(workspace))()
    project = await sync_to_async(lambda: make_project(workspace, avatar=avatar, background=wanted))()
    conversation = await sync_to_async(lambda: services.start(project, alice))()
    project.background = Room.PLAIN
    await project.asave()
    session = await live_build.build(conversation.code)
    bundle = await sync_to_async(lambda: bundle_for(avatar))()
    corner = i420_to_bgr(session.parts.performer.next_slice().image)[:6, :6].astype(int)
    far = {room: float(np.abs(corner - seen(bundle, room)[:6, :6]).mean()) for room in Room.values}
    assert min(far, key=lambda room: far[room]) == shown
    assert far[shown] < 4 < far["plain"]
    await session.end("visitor")

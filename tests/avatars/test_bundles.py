"""Loaded bundles are shared, and nobody waits for another's presenter."""

import threading
from pathlib import Path

import pytest

from avatars import bundles
from avatars.models import Avatar


def test_one_presenter_does_not_wait_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def load(folder: Path, digest: str, size: int) -> str:
        if folder.name == "slow":
            begun.set()
            assert go_on.wait(30)
        return folder.name

    monkeypatch.setattr(bundles, "_load", load)
    monkeypatch.setattr(bundles, "folder_of", lambda avatar: Path(avatar.code))
    slow = threading.Thread(target=bundles.bundle_for, args=(Avatar(code="slow"),))
    slow.start()
    assert begun.wait(30)
    assert str(bundles.bundle_for(Avatar(code="quick"))) == "quick"
    assert slow.is_alive()
    go_on.set()
    slow.join(30)

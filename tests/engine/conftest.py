from pathlib import Path

import pytest

from avatars.engine import Bundle

from .drawn import draw_bundle


@pytest.fixture(scope="session")
def drawn_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_bundle(tmp_path_factory.mktemp("bundles") / "drawn")


@pytest.fixture(scope="session")
def bundle(drawn_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return Bundle.load(drawn_path, tmp_path_factory.mktemp("cache"))

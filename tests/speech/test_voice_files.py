"""Fetching voice files from a real HTTP server that breaks off, resumes and refuses."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from avatars.speech import SpeechConfig, catalogue
from avatars.speech.voice_files import VOICES, get_voice
from avatarsite.errors import UserError
from tests.speech.piper_files import write_voice

NAME = VOICES["en"]
FOLDER = "/en/en_US/hfc_female/medium/"


class Collection(ThreadingHTTPServer):
    """`files`: name -> bytes; `breaks_at`: the connection ends after so many bytes of an .onnx, once."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.breaks_at = 0
        self.ranges: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Collection

    def do_GET(self) -> None:
        data = self.server.files.get(self.path.removeprefix(FOLDER)) if self.path.startswith(FOLDER) else None
        wanted = self.headers.get("Range", "")
        self.server.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
        if data is None or start >= len(data):
            self.send_error(404 if data is None else 416)
            return
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        end = len(data)
        if self.path.endswith(".onnx") and self.server.breaks_at:
            end, self.server.breaks_at = self.server.breaks_at, 0
        self.wfile.write(data[start:end])

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    made = write_voice(tmp_path / "made", NAME)
    files = {path.name: path.read_bytes() for path in (made, made.with_name(made.name + ".json"))}
    with Collection(files) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_fetched_voice_is_offered(collection: Collection, tmp_path: Path) -> None:
    seen: list[int] = []
    path = get_voice(
        "en", tmp_path, collection.url, progress=lambda file, got, total: seen.append(total - got)
    )
    assert path.read_bytes() == collection.files[path.name]
    assert seen[-1] == 0
    assert catalogue(SpeechConfig(piper_dir=tmp_path)).voices("en")[0].code == f"piper:en:{NAME}"
    assert not list(tmp_path.glob("*.part"))


def test_a_second_time_asks_nobody(collection: Collection, tmp_path: Path) -> None:
    get_voice("en", tmp_path, collection.url)
    asked = len(collection.ranges)
    get_voice("en", tmp_path, collection.url)
    assert len(collection.ranges) == asked


def test_it_goes_on_where_it_broke_off(collection: Collection, tmp_path: Path) -> None:
    collection.breaks_at = 700
    with pytest.raises(UserError) as failure:
        get_voice("en", tmp_path, collection.url)
    assert failure.value.message_id == "voice.broken"
    assert catalogue(SpeechConfig(piper_dir=tmp_path)).voices("en")[0].provider == "espeak"
    path = get_voice("en", tmp_path, collection.url)
    assert collection.ranges[-1] == "bytes=700-"
    assert path.read_bytes() == collection.files[path.name]


def test_a_part_that_was_already_whole(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.onnx.part").write_bytes(collection.files[f"{NAME}.onnx"])
    assert get_voice("en", tmp_path, collection.url).exists()


def test_without_the_internet(tmp_path: Path) -> None:
    with pytest.raises(UserError) as failure:
        get_voice("en", tmp_path, "http://127.0.0.1:9")
    assert failure.value.message_id == "voice.no_internet"
    assert failure.value.facts == {"host": "127.0.0.1:9"}


@pytest.mark.parametrize("name", ["en_US-unknown-medium", "nonsense"])
def test_a_voice_that_is_not_there(collection: Collection, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as failure:
        get_voice("en", tmp_path, collection.url, name)
    assert failure.value.message_id == "voice.refused"


def test_a_language_without_a_voice(tmp_path: Path) -> None:
    with pytest.raises(UserError) as failure:
        get_voice("ko", tmp_path)
    assert failure.value.message_id == "voice.none"


def test_a_broken_settings_file_is_not_kept(collection: Collection, tmp_path: Path) -> None:
    collection.files[f"{NAME}.onnx.json"] = b"<html>"
    with pytest.raises(UserError) as failure:
        get_voice("en", tmp_path, collection.url)
    assert failure.value.message_id == "voice.broken"
    assert not list(tmp_path.glob("*.json*"))

"""An OpenAI-compatible server over real HTTP, scripted by the test: chat, speech, transcription, well and badly.

`with OpenAIServer(answers=["Hello."]) as server:` then give `server.base_url` to what is tested. Modes that
hang hold the connection until the server closes: a test brings its own small time-outs and nothing sleeps.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.fakes import openai_chat
from tests.fakes.openai_sound import seconds_of, speech_wav, upload_of, wav_to_pcm

Speaker = Callable[[str, str], bytes]
REFUSALS = {
    "wrong_key": (401, "invalid_api_key"),
    "rate_limit": (429, "rate_limit_exceeded"),
    "no_quota": (429, "insufficient_quota"),
    "unknown_model": (404, "model_not_found"),
    "bad_request": (400, "invalid_request"),
    "server_error": (500, "internal_error"),
    "unavailable": (503, "overloaded"),
}


@dataclass(frozen=True)
class Request:
    """What the server got: `body` is the JSON, or for an upload its form fields with `seconds` of sound."""

    path: str
    headers: dict[str, str]  # names in small letters
    body: dict[str, Any]


@dataclass
class OpenAIServer:
    """Modes of chat: normal, slow_first_token, slow_tokens, cut_off, drop, malformed, empty, no_finish,
    error_event. Of speech and transcription: normal, hang, cut_off, malformed, empty. All three also take the
    names in `REFUSALS`. Modes and texts may be changed while it runs; texts are used in turn, the last one
    again and again. `token_s` slows each token, in seconds.
    """

    answers: list[str] = field(default_factory=lambda: ["Hello. I am glad that you are here."])
    transcripts: list[str] = field(default_factory=lambda: ["Hello."])
    chat: str = "normal"
    speech: str = "normal"
    transcription: str = "normal"
    key: str = ""
    refuse_temperature: bool = False
    token_s: float = 0.0
    speaker: Speaker = speech_wav
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> "OpenAIServer":
        self.closing = threading.Event()
        self.arrived = threading.Event()
        self.http = QuietServer(("127.0.0.1", 0), Handler, self)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    @property
    def base_url(self) -> str:
        """To be set as the provider's base URL; the port is a free one."""
        return f"http://127.0.0.1:{self.http.server_port}/v1"

    def asked(self, path: str) -> list[Request]:
        """The requests to `path`, such as "/chat/completions", oldest first."""
        return [request for request in self.requests if request.path == path]

    def hang(self) -> None:
        """Until the server closes."""
        self.closing.wait()


class QuietServer(ThreadingHTTPServer):
    """A client that goes away in the middle is what many tests are about: no word of it."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type, script: OpenAIServer) -> None:
        self.script = script
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def next_of(texts: list[str]) -> str:
    """In turn, the last one again and again."""
    return texts.pop(0) if len(texts) > 1 else texts[0]


class Handler(BaseHTTPRequestHandler):
    """Answers by the script of the server that it belongs to."""

    protocol_version = "HTTP/1.1"
    server: "QuietServer"

    @property
    def script(self) -> "OpenAIServer":
        return self.server.script

    def do_GET(self) -> None:
        if not self.refused(""):
            models = [{"id": "fake", "object": "model", "created": 0, "owned_by": "tests"}]
            self.reply_json({"object": "list", "data": models})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.removeprefix("/v1")
        form = "multipart" in self.headers.get("Content-Type", "")
        body = upload_of(self.headers["Content-Type"], raw) if form else json.loads(raw or b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.script.requests.append(Request(path, headers, body))
        self.script.arrived.set()
        route = {
            "/chat/completions": (self.script.chat, self.answer_chat),
            "/audio/speech": (self.script.speech, self.answer_speech),
            "/audio/transcriptions": (self.script.transcription, self.answer_transcription),
        }.get(path)
        if route is None:
            self.reply_error(404, "unknown_path")
        elif not self.refused(route[0]):
            route[1](body)

    def refused(self, mode: str) -> bool:
        """Answers with the error that the mode or a wrong key asks for, and says so."""
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.script.key and given != self.script.key:
            mode = "wrong_key"
        if mode not in REFUSALS:
            return False
        self.reply_error(*REFUSALS[mode])
        return True

    def answer_chat(self, body: dict[str, Any]) -> None:
        if self.script.refuse_temperature and "temperature" in body:
            self.reply_error(400, "unsupported_value", param="temperature")
            return
        if not body.get("stream"):
            self.reply_json(openai_chat.completion(next_of(self.script.answers)))
            return
        self.begin("text/event-stream")
        for event in openai_chat.events(self.script.chat, next_of(self.script.answers), self.script.hang):
            self.chunk(event)
            self.script.closing.wait(self.script.token_s)
        self.complete(whole=self.script.chat not in ("cut_off", "drop"))

    def answer_speech(self, body: dict[str, Any]) -> None:
        if self.script.speech == "hang":
            self.script.hang()
        wav = b"" if self.script.speech == "empty" else self.script.speaker(body["input"], "en")
        if self.script.speech == "malformed":
            wav = b"this is no sound " * 40
        raw = body.get("response_format") == "pcm" and wav.startswith(b"RIFF")
        self.begin("audio/pcm" if raw else "audio/wav")
        sound = wav_to_pcm(wav) if raw else wav
        whole = self.script.speech != "cut_off"
        self.chunk(sound if whole else sound[: len(sound) // 3])
        self.complete(whole)

    def answer_transcription(self, body: dict[str, Any]) -> None:
        if self.script.transcription == "hang":
            self.script.hang()
        text = "" if self.script.transcription == "empty" else next_of(self.script.transcripts)
        if self.script.transcription == "malformed":
            self.reply(200, "application/json", b'{"text": "cut o')
        elif body.get("response_format") == "text":
            self.reply(200, "text/plain", text.encode())
        else:
            self.reply_json({"text": text, "duration": seconds_of(body)})

    def begin(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, data: bytes) -> None:
        if data:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

    def complete(self, whole: bool) -> None:
        """Not whole: the connection closes where the client still expects more."""
        if whole:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def reply_json(self, value: dict[str, Any], status: int = 200) -> None:
        self.reply(status, "application/json", json.dumps(value).encode())

    def reply_error(self, status: int, code: str, param: str | None = None) -> None:
        error = {"message": code, "type": "fake", "code": code, "param": param}
        self.reply_json({"error": error}, status)

    def reply(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Silent: pytest shows what matters."""


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A running server; script it by its fields."""
    with OpenAIServer() as server:
        yield server

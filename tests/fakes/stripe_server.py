"""A Stripe over real HTTP that remembers: `with StripeServer() as server:`, then STRIPE_API_BASE = server.base_url.

The test plays the customer on Stripe's pages (`server.state.pay(session)`), moves time (`state.renew`), and hands
the signed events over itself (`server.deliver`), in any order and as often as it likes: nothing comes by itself.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from stripe import WebhookSignature

from tests.fakes.stripe_calls import answer, nested
from tests.fakes.stripe_state import Json, Refused, StripeState

KEY = "sk_test_fake"
SECRET = "whsec_fake"
Post = Callable[[bytes, str], Any]


@dataclass
class StripeServer:
    """`mode`: normal; down (every call fails with 500). `asked` holds (method, path, parameters) of each call."""

    mode: str = "normal"
    state: StripeState = field(default_factory=StripeState)
    asked: list[tuple[str, str, Json]] = field(default_factory=list)
    answered: dict[str, tuple[int, Json]] = field(default_factory=dict)  # by idempotency key
    sent: int = 0

    def __enter__(self) -> "StripeServer":
        self.lock = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    @property
    def base_url(self) -> str:
        """For STRIPE_API_BASE; the port is a free one."""
        return f"http://127.0.0.1:{self.http.server_port}"

    def calls(self, path: str) -> list[Json]:
        """The parameters of the calls to a path, oldest first."""
        return [given for _, asked, given in self.asked if asked == path]

    def answer(self, method: str, path: str, given: Json, idempotency_key: str) -> tuple[int, Json]:
        """Status and body. The same idempotency key gets the same answer again."""
        with self.lock:
            if idempotency_key in self.answered:
                return self.answered[idempotency_key]
            self.asked.append((method, path, given))
            try:
                found = 200, answer(self.state, method, path, given)
            except Refused as refusal:
                found = refusal.status, refusal.body
            if idempotency_key:
                self.answered[idempotency_key] = found
            return found

    def waiting(self) -> list[Json]:
        """The events that were not handed over yet; now they count as sent."""
        fresh = self.state.events[self.sent :]
        self.sent = len(self.state.events)
        return fresh

    def signed(self, event: Json, secret: str = SECRET, age_s: int = 0) -> tuple[bytes, str]:
        """An event as Stripe sends it: the body and its Stripe-Signature."""
        body = json.dumps(event)
        return body.encode(), WebhookSignature.generate_signature_header(
            body, secret, int(time.time()) - age_s
        )

    def deliver(self, post: Post, events: list[Json] | None = None) -> list[Any]:
        """Hand events over (all that wait, if none are named) and return the answers."""
        return [post(*self.signed(event)) for event in (self.waiting() if events is None else events)]


def handler_for(server: StripeServer) -> type[BaseHTTPRequestHandler]:
    """One HTTP handler class that answers for `server`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body leave together

        def do_GET(self) -> None:
            self.go()

        def do_POST(self) -> None:
            self.go()

        def do_DELETE(self) -> None:
            self.go()

        def go(self) -> None:
            form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            address = urlsplit(self.path)
            if self.headers.get("Authorization") != f"Bearer {KEY}":
                self.reply(
                    401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}}
                )
            elif server.mode == "down":
                self.reply(500, {"error": {"type": "api_error", "message": "An unknown error occurred"}})
            else:
                given = nested(form or address.query)
                self.reply(
                    *server.answer(self.command, address.path, given, self.headers.get("Idempotency-Key", ""))
                )

        def reply(self, status: int, body: Json) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Request-Id", "req_fake")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Silent: pytest shows what matters."""

    return Handler


@pytest.fixture
def stripe_server(settings: Any) -> Iterator[StripeServer]:
    """A running Stripe that the site is set up to use."""
    with StripeServer() as server:
        settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = KEY, SECRET
        settings.STRIPE_API_BASE = server.base_url
        yield server

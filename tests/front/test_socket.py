"""The socket mends a drop by itself, and leaves a closing on purpose alone."""

import json

import pytest
from playwright.sync_api import Page, WebSocketRoute

pytestmark = pytest.mark.browser

OPEN = """async () => {
  const { Socket } = await import("/static/js/conversation/socket.js");
  window.seen = [];
  const socket = (window.socket = new Socket("/ws/conversations/abc/"));
  for (const type of ["open", "dropped", "lost", "message"]) socket.on(type, (what) => seen.push([type, what ?? null]));
  socket.open();
}"""


class Server:
    """The other end. `refusing`: it closes whatever is opened."""

    def __init__(self, page: Page) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.heard: list[dict] = []
        self.refusing = False
        page.route_web_socket("**/ws/**", self.take)

    def take(self, socket: WebSocketRoute) -> None:
        if self.refusing:
            socket.close(code=1011)
            return
        self.sockets.append(socket)
        socket.on_message(lambda text: self.heard.append(json.loads(text)))


@pytest.fixture
def server(page: Page) -> Server:
    server = Server(page)
    page.evaluate(OPEN)
    page.wait_for_function("seen.some(([type]) => type === 'open')")
    return server


def types(page: Page) -> list[str]:
    return page.evaluate("seen.map(([type]) => type)")


def test_it_hands_on_messages(page: Page, server: Server) -> None:
    server.sockets[0].send('{"type": "state", "state": "listening"}')
    page.wait_for_function("seen.length === 2")
    assert page.evaluate("seen[1]") == ["message", {"type": "state", "state": "listening"}]


def test_it_opens_again_after_a_drop(page: Page, server: Server) -> None:
    server.sockets[0].close(code=1011)
    page.wait_for_function("seen.filter(([type]) => type === 'open').length === 2")
    assert types(page) == ["open", "dropped", "open"]
    assert page.evaluate("socket.send('text', { id: 'a', text: 'still here' })") is True


def test_it_says_lost_when_the_grace_is_over(page: Page, server: Server) -> None:
    server.refusing = True
    page.clock.install()
    server.sockets[0].close(code=1011)
    page.wait_for_function("seen.some(([type]) => type === 'dropped')")
    for _ in range(20):
        page.clock.run_for(1000)
    assert "lost" not in types(page)
    page.clock.run_for(11_000)
    for _ in range(20):  # the next attempt fails when the server has said so, not by the clock
        page.clock.run_for(2000)
    page.wait_for_function("seen.at(-1)[0] === 'lost'")


@pytest.mark.parametrize("code", [4001, 4404])
def test_it_does_not_come_back_when_sent_away(page: Page, server: Server, code: int) -> None:
    server.sockets[0].close(code=code)
    page.wait_for_function("seen.some(([type]) => type === 'lost')")
    assert "dropped" not in types(page)


def test_it_says_so_when_nothing_can_be_sent(page: Page, server: Server) -> None:
    server.refusing = True
    server.sockets[0].close(code=1011)
    page.wait_for_function("seen.some(([type]) => type === 'dropped')")
    assert page.evaluate("socket.send('text', { id: 'a', text: 'lost words' })") is False

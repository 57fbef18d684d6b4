"""The editor's own pieces: formats, times of words, time left, and the queue that loses nothing."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route


def run(page: Page, module: str, body: str, argument: Any = None) -> Any:
    return page.evaluate(
        f"async (a) => {{ const m = await import('/static/js/editor/{module}.js'); {body} }}", argument
    )


@pytest.mark.parametrize(
    ("can", "best"),
    [
        (["vp8", "vp9,", "avc1.42E01F", "av01"], "avc1.42E01F"),
        (["vp8", "vp9", "av01"], "av01"),
        (["vp8", "vp9"], "vp9"),
        (["vp8"], "vp8"),
        ([], None),
    ],
)
def test_the_best_format_is_taken_and_vp8_last(page: Page, can: list[str], best: str | None) -> None:
    found = run(
        page, "formats", "return m.bestFormat((type) => a.some((codec) => type.includes(codec)));", can
    )
    assert found is None if best is None else best in found


def test_words_are_due_by_their_letters(page: Page) -> None:
    due = run(page, "prompter", "return m.timed('a bbbb ccccc', 10);")
    assert [(row["word"], row["at"]) for row in due] == [("a", 0), ("bbbb", 1), ("ccccc", 5)]


def test_time_left_is_by_the_speed_of_the_last_pieces(page: Page) -> None:
    history = [{"at": 0, "size": 0}, {"at": 2000, "size": 4_000_000}]
    assert run(page, "upload-file", "return m.secondsLeft(a, 10_000_000);", history) == 5
    assert run(page, "upload-file", "return m.secondsLeft(a, 10);", history[:1]) is None


SEND = """
const { openStore } = await import("/static/js/editor/store.js");
const sender = new m.Sender(await openStore(a.code), (take) => `http://localhost/there/${take}`);
const told = [];
for (const type of ["line", "stuck", "lost"]) sender.on(type, (what) => told.push(type === "line" ? what : type));
for (const step of a.steps) {
  sender.put(step.text ? { ...step, bytes: new TextEncoder().encode(step.text).buffer } : step);
}
await sender.drained();
return told;
"""
FORM = "document.body.innerHTML = '<input name=csrfmiddlewaretoken value=x>'"


def step(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "take": "take-one", **more}


STEPS = [
    step("begin", body={"part": "1"}),
    step("piece", offset=0, ms=1000, text="abc"),
    step("piece", offset=3, ms=2000, text="def"),
    step("end", body={"lasted_ms": 2000, "broken": False}),
]


class Server:
    """Answers with what it is told to, then with yes; remembers what came."""

    def __init__(self, page: Page, *answers: int | str) -> None:
        self.answers = list(answers)
        self.came: list[tuple[str, str, str | None]] = []
        page.route("http://localhost/there/**", self.answer)
        page.evaluate(FORM)

    def answer(self, route: Route) -> None:
        answer = self.answers.pop(0) if self.answers else 200
        if answer == "gone":
            route.abort("connectionreset")
            return
        if answer == 200:
            self.came.append(
                (route.request.method, route.request.url.partition("?")[2], route.request.post_data)
            )
        route.fulfill(status=int(answer), json={"id": "recording.take_over", "message": "No."})


def test_steps_arrive_in_order_through_a_network_that_drops(page: Page) -> None:
    server = Server(page, 200, "gone", "gone", 200, 503)
    told = run(page, "sender", SEND, {"code": "dropped", "steps": STEPS})
    assert [method for method, _, _ in server.came] == ["PUT", "PATCH", "PATCH", "POST"]
    assert [query for _, query, _ in server.came][1:3] == ["offset=0&ms=1000", "offset=3&ms=2000"]
    assert [body for _, _, body in server.came][1:3] == ["abc", "def"]
    assert told == [False, False, True, "stuck", True]


def test_what_the_server_will_never_take_holds_nothing_up(page: Page) -> None:
    server = Server(page, 200, 409)
    assert run(page, "sender", SEND, {"code": "refused", "steps": STEPS}) == ["lost"]
    assert len(server.came) == 3


def test_what_waits_survives_a_reload(page: Page) -> None:
    server = Server(page)
    page.evaluate(
        """async (steps) => {
          const { openStore } = await import("/static/js/editor/store.js");
          const store = await openStore("reloaded");
          for (const step of steps) await store.add(step);
        }""",
        [step("begin", body={"part": "1"}), step("end", body={"lasted_ms": 1, "broken": True})],
    )
    page.reload()
    page.evaluate(FORM)
    run(page, "sender", SEND, {"code": "reloaded", "steps": []})
    assert [method for method, _, _ in server.came] == ["PUT", "POST"]

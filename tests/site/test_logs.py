"""Logs carry ids, never words of a conversation."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.test import Client
from django.urls import reverse

from avatarsite.log_ids import session_id
from avatarsite.logs import logging_config
from projects.models import Project


@contextmanager
def written_as_json() -> Iterator[None]:
    """What the logger "tests.logs" is told, as production writes it."""
    config = logging_config("INFO", as_json=True)
    handler = logging.StreamHandler()
    factory = dict(config["formatters"]["line"])
    handler.setFormatter(factory.pop("()")(**factory))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield
    logger.removeHandler(handler)


def test_a_line_is_json_with_its_ids(capsys) -> None:
    with written_as_json(), structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("tests.logs").info("session_started", conversation="abc")
    line = json.loads(capsys.readouterr().err.splitlines()[0])
    assert (line["event"], line["request_id"], line["conversation"]) == ("session_started", "r1", "abc")


def test_a_question_that_is_tried_is_not_logged(as_alice: Client, project: Project, caplog) -> None:
    with caplog.at_level(logging.INFO):
        as_alice.post(reverse("project_try", args=[project.code]), {"question": "when do zebras open"})
    assert caplog.records
    assert "zebras" not in caplog.text


def test_requests_carry_a_session_id_that_opens_nothing(as_alice: Client, caplog) -> None:
    key = as_alice.session.session_key or ""
    with caplog.at_level(logging.INFO):
        as_alice.get(reverse("project_list"))
    assert session_id(key) in caplog.text
    assert key not in caplog.text


def test_the_link_of_a_shared_page_is_not_logged(capsys) -> None:
    with written_as_json():
        structlog.get_logger("tests.logs").info("request_started", request="GET /talk/r5j59azr5ux6w8w4/start/")
        logging.getLogger("tests.logs").warning("Not Found: %s", "/talk/r5j59azr5ux6w8w4/abc/")
    ours, djangos = capsys.readouterr().err.splitlines()[:2]
    assert json.loads(ours)["request"] == "GET /talk/…/start/"
    assert json.loads(djangos)["event"] == "Not Found: /talk/…/abc/"

"""Logs carry ids, never words of a conversation."""

import json
import logging

import structlog
from django.test import Client
from django.urls import reverse

from avatarsite.log_ids import session_id
from avatarsite.logs import logging_config
from projects.models import Project


def test_a_line_is_json_with_its_ids(capsys) -> None:
    config = logging_config("INFO", as_json=True)
    handler = logging.StreamHandler()
    factory = dict(config["formatters"]["line"])
    handler.setFormatter(factory.pop("()")(**factory))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("tests.logs").info("session_started", conversation="abc")
    logger.removeHandler(handler)
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

"""/health/live, /health/ready and /metrics."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import django_rq
import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from rq import Worker

from avatars.models import Avatar

READY = "/health/ready"


@pytest.fixture
def worker() -> Iterator[Worker]:
    """One for all queues that has just been heard."""
    queues = [django_rq.get_queue(name) for name in site.RQ_QUEUES]
    worker = Worker(queues, connection=queues[0].connection)
    worker.register_birth()
    yield worker
    worker.register_death()


def test_it_is_alive_without_anything(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


def test_it_is_ready_when_all_is_there(client: Client, sample: Avatar, worker: Worker) -> None:
    answer = client.get(READY)
    assert answer.json() == {name: "ok" for name in ("status", "database", "redis", "worker", "samples")}
    assert answer.status_code == 200


def test_it_says_that_there_is_no_sample(client: Client, db: None, worker: Worker) -> None:
    answer = client.get(READY)
    assert answer.status_code == 503
    assert "load_samples" in answer.json()["samples"]


def test_it_says_that_no_worker_is_heard(client: Client, sample: Avatar, worker: Worker) -> None:
    old = (datetime.now(UTC) - timedelta(seconds=100)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    worker.connection.hset(worker.key, "last_heartbeat", old)
    assert "no job worker" in client.get(READY).json()["worker"]


def test_it_says_which_queue_nobody_serves(client: Client, sample: Avatar, worker: Worker) -> None:
    worker.connection.hset(worker.key, "queues", "default")
    assert client.get(READY).json()["worker"].endswith(": footage")


def test_it_says_that_redis_is_away(client: Client, sample: Avatar, monkeypatch: pytest.MonkeyPatch) -> None:
    queues = {"default": {**site.RQ_QUEUES["default"], "URL": "unix:///nowhere/redis.sock"}}
    monkeypatch.setattr("django_rq.settings.QUEUES", queues)
    answer = client.get(READY)
    assert answer.status_code == 503
    assert json.loads(answer.content)["redis"] == "redis does not answer"


def test_metrics_are_for_this_machine(client: Client, db: None) -> None:
    assert b"django_http_requests" in client.get(reverse("metrics")).content


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Bearer "])
def test_metrics_are_not_for_others(client: Client, db: None, token: str) -> None:
    assert (
        client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": token}).status_code == 404
    )
    behind = client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9", "Authorization": token})
    assert behind.status_code == 404


def test_metrics_are_for_who_has_the_token(client: Client, db: None, settings: Settings) -> None:
    settings.METRICS_TOKEN = "let me in"
    headers = {"Authorization": "Bearer let me in"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers=headers).status_code == 200

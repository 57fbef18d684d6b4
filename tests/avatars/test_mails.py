"""The owner hears by mail that an avatar is ready or could not be made: once, and nothing else of it."""

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from avatars import services
from avatars.models import Avatar, Recording
from tests.avatars.conftest import order, recorded
from tests.avatars.test_creation import run_all

pytestmark = pytest.mark.usefixtures("told_stages", "one_slot")


@pytest.fixture(autouse=True)
def somewhere(settings: Settings) -> None:
    settings.SITE_URL = "https://avatar.example.org"


def told() -> list[tuple[str, list[str]]]:
    """Subjects and addresses of all mails."""
    return [(str(one.subject), one.to) for one in mail.outbox]


def test_it_is_ready(
    avatar: Avatar,
    recording: Recording,
    bob: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    services.begin_creation(avatar, recording, bob)
    run_all(django_capture_on_commit_callbacks, avatar)
    assert told() == [("Alice is ready", ["alice@example.org"])]
    assert f"https://avatar.example.org/avatars/{avatar.code}/" in mail.outbox[0].body


def test_it_could_not_be_made_and_the_page_alone_says_why(
    avatar: Avatar, recording: Recording, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    order(services.begin_creation(avatar, recording), gate="refuse")
    run_all(django_capture_on_commit_callbacks, avatar)
    assert told() == [("Alice could not be made", ["alice@example.org"])]
    assert "face" not in mail.outbox[0].body


def test_a_new_recording_was_no_good(
    avatar: Avatar,
    recording: Recording,
    alice: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    services.begin_creation(avatar, recording)
    run_all(django_capture_on_commit_callbacks, avatar)
    order(services.begin_creation(avatar, recorded(avatar, alice)), gate="refuse")
    run_all(django_capture_on_commit_callbacks, avatar)
    assert told()[1:] == [("The new footage for Alice can't be used", ["alice@example.org"])]


def test_a_run_that_is_cancelled_sends_none(
    avatar: Avatar, recording: Recording, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    services.begin_creation(avatar, recording)
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel(avatar)
    assert told() == []


def test_a_server_of_mail_that_is_away_stops_nothing(
    avatar: Avatar,
    recording: Recording,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    services.begin_creation(avatar, recording)
    run_all(django_capture_on_commit_callbacks, avatar)
    assert avatar.is_active

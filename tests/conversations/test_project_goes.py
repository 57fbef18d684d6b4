"""A project is deleted while somebody begins on it or saves it: one comes after the other."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Workspace
from billing.models import Meter
from conversations import guests
from conversations.models import Conversation
from projects.forms import EntryFormSet, ProjectForm
from projects.models import Project
from projects.services import delete, save_project
from tests.projects.page import filled, rows_of

from .guest_rows import guest, plenty, share
from .rows import make_project

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]
# Whether another connection waits for what this one holds.
WAITED_FOR = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)
Answer = tuple[int, bytes]
Posting = Callable[[str], Future[Answer]]


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Another than the page's, of an avatar that can speak."""
    project = make_project(workspace)
    plenty(project)
    return project


@pytest.fixture
def posting(as_alice: Client, project: Project) -> Iterator[Posting]:
    """Asks for one of the project's pages in another connection: has the answer's status and content, or waits for
    this one, when it returns."""

    def post(name: str) -> Answer:
        try:
            answer = as_alice.post(reverse(name, args=[project.code]))
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    def begin(name: str) -> Future[Answer]:
        answer = other.submit(post, name)
        with connection.cursor() as cursor:
            while not answer.done() and not cursor.execute(WAITED_FOR).fetchone()[0]:
                pass
        return answer

    with ThreadPoolExecutor(1) as other:
        yield begin


def test_a_guest_who_begins_keeps_their_conversation(project: Project, posting: Posting) -> None:
    page = share(project)
    with transaction.atomic():
        guests.start(guest(page))
        answer = posting("project_delete")
    assert answer.result()[0] == 302
    assert not Project.objects.exists()
    assert [(one.project, one.is_active) for one in Conversation.objects.all()] == [(None, True)]


def test_a_member_who_is_too_late_is_told_so(project: Project, posting: Posting) -> None:
    with transaction.atomic():
        delete(project)
        answer = posting("chat_start")
    status, content = answer.result()
    assert (status, json.loads(content)["message_id"]) == (404, "conversation.project_is_gone")
    assert not Meter.objects.exists()


def test_who_saves_it_need_not_do_so_again(project: Project, posting: Posting) -> None:
    (row,) = rows_of(project)
    sent = filled([row | {"answer": "At ten."}], initial=1, avatar=project.avatar.code)  # type: ignore[union-attr]
    form = ProjectForm(sent, instance=project, workspace=project.workspace)
    entries = EntryFormSet(sent, instance=form.instance, prefix="entries")
    assert form.is_valid() and entries.is_valid()
    with transaction.atomic():
        Project.objects.select_for_update().get()  # as saving begins
        answer = posting("project_delete")
        assert save_project(form, entries)
    assert answer.result()[0] == 302
    assert not Project.objects.exists()


@pytest.mark.parametrize("several", [False, True])
def test_staff_wait_for_who_saves_it_too(as_staff: Client, project: Project, several: bool) -> None:
    sent = {"action": "delete_selected", "_selected_action": [project.pk]} if several else {}
    page = "admin:projects_project_" + ("changelist" if several else "delete")
    with CaptureQueriesContext(connection) as asked:
        as_staff.post(reverse(page, args=[] if several else [project.pk]), {"post": "yes"} | sent)
    locks = [i for i, query in enumerate(asked) if "FOR NO KEY UPDATE" in query["sql"]]
    gone = [i for i, query in enumerate(asked) if 'DELETE FROM "projects_' in query["sql"]]
    assert not Project.objects.filter(pk=project.pk).exists()
    assert locks and gone and locks[0] < gone[0]

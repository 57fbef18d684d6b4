"""A project is deleted while a guest begins on it, or while somebody saves it: one comes after the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Workspace
from conversations import guests
from conversations.models import Conversation
from projects.forms import EntryFormSet, ProjectForm
from projects.models import Project
from projects.services import save_project
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
Deleting = Callable[[], Future[int]]


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Another than the page's, of an avatar that can speak."""
    project = make_project(workspace)
    plenty(project)
    return project


@pytest.fixture
def deleting(as_alice: Client, project: Project) -> Iterator[Deleting]:
    """Begins to delete it in another connection: has done so, or waits for this one, when it returns."""
    address = reverse("project_delete", args=[project.code])

    def delete() -> int:
        try:
            return as_alice.post(address).status_code
        finally:
            connections.close_all()

    def begin() -> Future[int]:
        answer = other.submit(delete)
        with connection.cursor() as cursor:
            while not answer.done() and not cursor.execute(WAITED_FOR).fetchone()[0]:
                pass
        return answer

    with ThreadPoolExecutor(1) as other:
        yield begin


def test_a_guest_who_begins_keeps_their_conversation(project: Project, deleting: Deleting) -> None:
    page = share(project)
    with transaction.atomic():
        guests.start(guest(page))
        answer = deleting()
    assert answer.result() == 302
    assert not Project.objects.exists()
    assert [(one.project, one.is_active) for one in Conversation.objects.all()] == [(None, True)]


def test_who_saves_it_need_not_do_so_again(project: Project, deleting: Deleting) -> None:
    (row,) = rows_of(project)
    sent = filled([row | {"answer": "At ten."}], initial=1, avatar=project.avatar.code)  # type: ignore[union-attr]
    form = ProjectForm(sent, instance=project, workspace=project.workspace)
    entries = EntryFormSet(sent, instance=form.instance, prefix="entries")
    assert form.is_valid() and entries.is_valid()
    with transaction.atomic():
        Project.objects.select_for_update().get()  # as saving begins
        answer = deleting()
        assert save_project(form, entries)
    assert answer.result() == 302
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

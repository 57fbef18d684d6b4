"""What all tests share: the run's own Redis, and Alice (owner), Bob (team mate) and Charlie (stranger)."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models.signals import post_migrate
from django.test import Client

from accounts.access import CHOSEN
from accounts.models import Membership, User, Workspace
from avatars.bundles import SAMPLES
from avatars.models import Avatar
from avatars.status import Status
from avatarsite.config import redis_socket
from avatarsite.embedded_redis import EmbeddedRedis
from billing import plans, products, triggers
from billing.models import Plan, Product
from projects.models import Project
from tests.fakes.openai_server import openai_server  # noqa: F401  (a fixture)
from tests.fakes.stripe_server import stripe_server  # noqa: F401  (a fixture)

# The files that take longest, longest first: started last, one would go on alone when all others are done.
LONGEST = (
    "browser/test_my_avatar", "engine/test_samples_speak", "browser/test_services", "browser/test_troubles",
    "browser/test_editor", "footage/test_bad_webcam", "browser/test_project_form", "studio/test_bundles",
    "billing/test_machine", "studio/test_assemble", "footage/test_clean", "site/test_config", "site/test_serve",
    "footage/test_mapping", "footage/test_build", "footage/test_table",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deals the longest files out first (`--no-loadscope-reorder`); the order within a file stays."""

    def rank(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((i for i, name in enumerate(LONGEST) if f"tests/{name}.py" in path), len(LONGEST))

    items.sort(key=rank)


@pytest.fixture(scope="session", autouse=True)
def redis_server() -> Iterator[None]:
    """A real Redis for the run, unless REDIS_URL names one."""
    if not settings.EMBEDDED_REDIS:
        yield
        return
    with EmbeddedRedis(redis_socket(), Path(settings.VAR_DIR)):
        yield


@pytest.fixture(scope="session")
def decoded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the samples' loops lie decoded, for all processes of this run: it takes half a minute of CPU."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "decoded"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def emptied_tables() -> Iterator[None]:
    """Tests with real transactions empty the tables afterwards: let the ledger go, and bring the plans back."""

    def execute(self: Any, sql_list: Iterable[str]) -> None:
        triggers.run(self.connection, triggers.REMOVE)
        flush(self, sql_list)
        triggers.run(self.connection, triggers.INSTALL)

    def refill(**_: Any) -> None:
        plans.seed(Plan)
        products.seed(Product)

    operations: Any = DatabaseWrapper.ops_class
    flush = operations.execute_sql_flush
    operations.execute_sql_flush = execute
    post_migrate.connect(refill, weak=False)
    yield
    operations.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test meets another's rate limits."""
    cache.clear()


@pytest.fixture
def alice(db: None) -> User:
    """Owns a workspace."""
    return User.objects.create_user("alice@example.org", "password")


@pytest.fixture
def bob(alice: User, workspace: Workspace) -> User:
    """Works in Alice's workspace."""
    user = User.objects.create_user("bob@example.org", "password")
    Membership.objects.create(workspace=workspace, user=user)
    return user


@pytest.fixture
def charlie(db: None) -> User:
    """Has nothing to do with Alice."""
    return User.objects.create_user("charlie@example.org", "password")


@pytest.fixture
def as_staff(db: None) -> Client:
    """A member of staff's browser."""
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.org", "password"))
    return client


@pytest.fixture
def workspace(alice: User) -> Workspace:
    """Alice's."""
    return alice.owned_workspaces.get()


def logged_in(user: User, workspace: Workspace | None = None) -> Client:
    """A browser of theirs, working in a workspace."""
    client = Client()
    client.force_login(user)
    if workspace is not None:
        session = client.session
        session[CHOSEN] = workspace.code
        session.save()
    return client


@pytest.fixture
def as_alice(alice: User) -> Client:
    """Alice's browser."""
    return logged_in(alice)


@pytest.fixture
def as_bob(bob: User, workspace: Workspace) -> Client:
    """Bob's browser, working in Alice's workspace."""
    return logged_in(bob, workspace)


@pytest.fixture
def as_charlie(charlie: User) -> Client:
    """Charlie's browser."""
    return logged_in(charlie)


@pytest.fixture
def sample(db: None) -> Avatar:
    """An active sample avatar. Its bundle is the first that ships, if one does."""
    shipped = sorted(path.parent.name for path in SAMPLES.glob("*/manifest.json"))
    return Avatar.objects.create(
        code="sample1",
        name="Sample",
        kind="sample",
        status=Status.ACTIVE,
        bundle_path=shipped[0] if shipped else "",
        greeting={"en": "Hello!", "es": "¡Hola!"},
    )


@pytest.fixture
def project(workspace: Workspace, sample: Avatar) -> Project:
    """Alice's project with two written answers."""
    project = Project.objects.create(workspace=workspace, name="Museum", avatar=sample)
    answers = [("When do you open?", "We open at nine.", True), ("What does it cost?", "It is free.", False)]
    for position, (question, answer, suggested) in enumerate(answers):
        project.entries.create(question=question, answer=answer, suggested=suggested, position=position)
    return project

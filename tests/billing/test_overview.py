"""The billing page."""

from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from billing import meter

URL = "/billing/"


def test_it_shows_what_the_workspace_has(as_alice: Client, workspace: Workspace) -> None:
    started = meter.start(workspace, "talk")
    meter.settle("talk", started.fence, 5_000, "user_ended")
    context = as_alice.get(URL).context
    assert context["balance"].ms == 595_000
    assert [row.key for row in context["meters"]] == ["talk"]
    assert [entry.amount for entry in context["entries"]] == [-5_000, 600_000]


def test_a_team_mate_sees_the_same(as_bob: Client, workspace: Workspace) -> None:
    meter.start(workspace, "talk")
    assert [row.key for row in as_bob.get(URL).context["meters"]] == ["talk"]


def test_a_stranger_sees_their_own(as_charlie: Client, workspace: Workspace) -> None:
    meter.start(workspace, "talk")
    assert list(as_charlie.get(URL).context["meters"]) == []


def test_its_address_has_a_name() -> None:
    assert reverse("billing_overview") == URL

"""The settings page, and working in another workspace."""

from django.test import Client
from django.urls import reverse

from accounts.models import User, Workspace


def test_it_renames_the_workspace(as_alice: Client, workspace: Workspace) -> None:
    assert as_alice.post(reverse("settings"), {"name": "Museum"}).status_code == 302
    assert as_alice.get(reverse("settings")).context["workspace"].name == "Museum"


def test_an_empty_name_is_refused(as_alice: Client, workspace: Workspace) -> None:
    answer = as_alice.post(reverse("settings"), {"name": " "})
    assert answer.context["form"].errors["name"]
    assert Workspace.objects.get(pk=workspace.pk).name == "alice"


def test_a_member_can_not_rename_it(as_bob: Client, workspace: Workspace) -> None:
    assert as_bob.post(reverse("settings"), {"name": "Bob's"}).status_code == 403
    page = as_bob.get(reverse("settings")).content.decode()
    assert 'name="name"' not in page and "can rename it" in page
    assert Workspace.objects.get(pk=workspace.pk).name == "alice"


def test_an_admin_can(as_bob: Client, bob: User, workspace: Workspace) -> None:
    workspace.memberships.filter(user=bob).update(role="admin")
    assert as_bob.post(reverse("settings"), {"name": "Museum"}).status_code == 302


def test_a_member_changes_to_the_workspace(client: Client, bob: User, workspace: Workspace) -> None:
    client.force_login(bob)
    assert client.get(reverse("settings")).context["workspace"] != workspace
    client.post(reverse("workspace_switch"), {"code": workspace.code})
    assert client.get(reverse("settings")).context["workspace"] == workspace


def test_a_stranger_can_not(as_charlie: Client, workspace: Workspace) -> None:
    assert as_charlie.post(reverse("workspace_switch"), {"code": workspace.code}).status_code == 404
    assert as_charlie.get(reverse("settings")).context["workspace"] != workspace


def test_who_is_no_member_any_more_is_back_in_their_own(
    as_bob: Client, bob: User, workspace: Workspace
) -> None:
    workspace.memberships.filter(user=bob).delete()
    assert as_bob.get(reverse("settings")).context["workspace"].owner == bob

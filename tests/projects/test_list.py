"""The list, copies and deletion."""

from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from avatars.models import Avatar
from projects.models import Project


def test_the_list_holds_the_workspace_s_own(as_bob: Client, project: Project) -> None:
    assert list(as_bob.get(reverse("project_list")).context["projects"]) == [project]


def test_a_stranger_s_list_does_not(as_charlie: Client, project: Project) -> None:
    assert not as_charlie.get(reverse("project_list")).context["projects"]


def test_it_says_synthetic_of_samples_alone(as_alice: Client, workspace: Workspace, project: Project) -> None:
    assert b"they show no real person" in as_alice.get(reverse("project_list")).content
    project.avatar = Avatar.objects.create(workspace=workspace, name="Alice")
    project.save()
    assert b"they show no real person" not in as_alice.get(reverse("project_list")).content


def test_a_copy_has_everything_but_its_own_name_and_code(as_alice: Client, project: Project) -> None:
    project.keep_api_key("sk-test-0123456789-abcd")
    project.save()
    as_alice.post(reverse("project_duplicate", args=[project.code]))
    twin = Project.objects.exclude(pk=project.pk).get()
    assert (twin.name, twin.avatar, twin.api_key) == ("Museum (copy)", project.avatar, project.api_key)
    assert twin.code != project.code
    assert [row.answer for row in twin.entries.all()] == ["We open at nine.", "It is free."]
    assert project.entries.count() == 2


def test_deleting_takes_it_away(as_alice: Client, project: Project) -> None:
    assert as_alice.post(reverse("project_delete", args=[project.code])).status_code == 302
    assert not Project.objects.exists()


def test_looking_does_not_delete(as_alice: Client, project: Project) -> None:
    assert as_alice.get(reverse("project_delete", args=[project.code])).status_code == 405
    assert as_alice.get(reverse("project_duplicate", args=[project.code])).status_code == 405


def test_a_stranger_can_neither_copy_nor_delete(as_charlie: Client, project: Project) -> None:
    assert as_charlie.post(reverse("project_duplicate", args=[project.code])).status_code == 404
    assert as_charlie.post(reverse("project_delete", args=[project.code])).status_code == 404
    assert Project.objects.count() == 1

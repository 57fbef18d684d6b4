"""The members of a workspace on the staff's page: there is one owner, who is one of them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User, Workspace


def send(client: Client, workspace: Workspace, owner: User, *rows: dict[str, Any]) -> Any:
    """The workspace's page with these rows of members; nothing else of it is changed."""
    address = reverse("admin:accounts_workspace_change", args=[workspace.pk])
    forms = client.get(address).context["inline_admin_formsets"]
    data: dict[str, Any] = {"name": workspace.name, "owner": owner.pk}
    for one in forms:
        prefix = one.formset.prefix
        count = one.formset.initial_form_count()
        data |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": count}
    data["memberships-TOTAL_FORMS"] = len(rows)
    for number, row in enumerate(rows):
        data |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    return client.post(address, data)


def row(member: Membership | None, user: User, role: str, **more: str) -> dict[str, Any]:
    """One line of the form."""
    return {"id": member.pk if member else "", "user": user.pk, "role": role, **more}


@pytest.fixture
def members(workspace: Workspace, bob: User) -> tuple[Membership, Membership]:
    """Alice's and Bob's."""
    first, second = workspace.memberships.order_by("pk")
    return first, second


def test_roles_can_be_changed(
    as_staff: Client, workspace: Workspace, alice: User, bob: User, members: tuple[Membership, Membership]
) -> None:
    answer = send(as_staff, workspace, alice, row(members[0], alice, "owner"), row(members[1], bob, "admin"))
    assert answer.status_code == 302
    assert workspace.memberships.get(user=bob).role == "admin"


def test_it_is_handed_over_in_one_stroke(
    as_staff: Client, workspace: Workspace, alice: User, bob: User, members: tuple[Membership, Membership]
) -> None:
    answer = send(as_staff, workspace, bob, row(members[0], alice, "member"), row(members[1], bob, "owner"))
    assert answer.status_code == 302
    workspace.refresh_from_db()
    assert workspace.owner == bob


@pytest.mark.parametrize(
    ("first", "second", "gone"),
    [
        ("owner", "member", True),
        ("member", "member", False),
        ("owner", "owner", False),
        ("member", "owner", False),
    ],
    ids=["deleted", "demoted", "two", "another"],
)
def test_the_owner_stays(
    as_staff: Client, workspace: Workspace, alice: User, bob: User, members: tuple[Membership, Membership],
    first: str, second: str, gone: bool,
) -> None:  # fmt: skip
    more = {"DELETE": "on"} if gone else {}
    answer = send(
        as_staff, workspace, alice, row(members[0], alice, first, **more), row(members[1], bob, second)
    )
    assert "A workspace has one owner. alice@example.org" in answer.content.decode()
    assert workspace.memberships.get(user=alice).role == "owner"
    assert workspace.memberships.get(user=bob).role == "member"


def test_an_owner_is_a_member(
    as_staff: Client, workspace: Workspace, alice: User, charlie: User, members: tuple[Membership, Membership]
) -> None:
    answer = send(as_staff, workspace, charlie, row(members[0], alice, "owner"))
    assert answer.status_code == 200
    workspace.refresh_from_db()
    assert workspace.owner == alice

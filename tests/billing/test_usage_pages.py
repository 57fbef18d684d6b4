"""Usage, conversations, ledger and invoices: what they show, to whom, in pages and as files."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connections
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.messages import catalogue
from avatarsite.templatetags.words import short_reason
from billing import csv_files, meter, usage
from billing.chart import draw, nice_minutes
from billing.csv_files import safe
from billing.ledger import write
from billing.models import Invoice, Meter, Unit

PAGES = ["billing_overview", "billing_usage", "billing_sessions", "billing_ledger", "billing_invoices"]
FILES = ["billing_usage_csv", "billing_sessions_csv", "billing_ledger_csv"]


def talk(workspace: Workspace, key: str, ms: int, days_ago: int = 0, about: str = "Museum") -> Meter:
    """A settled session."""
    began = timezone.now() - timedelta(days=days_ago)
    return Meter.objects.create(
        key=key, workspace=workspace, status="settled", fence=1, held_ms=ms, settled_ms=ms, end_reason="visitor",
        started_at=began, confirmed_at=began, settled_at=began, about=about, about_code=about.lower(),
    )  # fmt: skip


def rows_of(answer: Any) -> list[list[str]]:
    """A downloaded file."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_usage_counts_by_day_and_by_project(workspace: Workspace) -> None:
    talk(workspace, "a", 61_000)
    talk(workspace, "b", 61_000, about="Shop")
    talk(workspace, "c", 5_000, days_ago=2)
    talk(workspace, "old", 5_000, days_ago=7)
    found = usage.usage(workspace, 7)
    assert [day.ms for day in found.days] == [0, 0, 0, 0, 5_000, 0, 122_000]
    assert [(one.name, one.ms, one.sessions) for one in found.subjects] == [
        ("Museum", 66_000, 2),
        ("Shop", 61_000, 1),
    ]
    assert (found.ms, found.sessions) == (127_000, 3)


def test_usage_is_of_one_workspace(workspace: Workspace, charlie: User) -> None:
    talk(charlie.owned_workspaces.get(), "theirs", 61_000)
    assert usage.usage(workspace, 7).ms == 0


def test_more_projects_than_colours_share_the_last_one(workspace: Workspace) -> None:
    for number in range(usage.SERIES + 2):
        talk(workspace, f"t{number}", 1000 * (number + 1), about=f"P{number}")
    found = usage.usage(workspace, 7)
    assert [one.number for one in found.subjects] == [1, 2, 3, 4, 5, 0, 0]
    assert found.days[-1].parts[0] == 3_000


def test_bars_are_as_high_as_their_share_of_the_scale(workspace: Workspace) -> None:
    talk(workspace, "a", 30 * 60_000)
    talk(workspace, "b", 10 * 60_000, about="Shop")
    chart = draw(usage.usage(workspace, 7))
    assert [minutes for _, minutes in chart.lines] == [40, 20, 0]
    assert [(part.y, part.height) for part in chart.bars[-1].parts] == [(25, 75), (0, 25)]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (2, 2), (2.1, 4), (9, 10), (11, 20), (45, 60), (100, 100), (101, 200)]
)
def test_the_scale_ends_at_a_round_number(most: float, top: int) -> None:
    assert nice_minutes(most) == top


@pytest.mark.parametrize("name", PAGES)
def test_owner_and_team_mate_see_it_a_stranger_sees_their_own(
    as_alice: Client, as_bob: Client, as_charlie: Client, workspace: Workspace, name: str
) -> None:
    talk(workspace, "a", 61_000, about="Secret project")
    write(workspace, Unit.SLOTS, 1, key="k", reason="Secret project")
    Invoice.objects.create(
        workspace=workspace, channel="sandbox", external_id="x", description="Secret project", status="paid",
        amount_cents=1, currency="usd", issued_at=timezone.now(),
    )  # fmt: skip
    seen = [client.get(reverse(name)).content.decode() for client in (as_alice, as_bob, as_charlie)]
    assert ["Secret project" in page for page in seen] == [True, True, False]


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_it_asks_to_log_in(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_the_address_of_a_workspace_is_for_staff(
    as_alice: Client, as_charlie: Client, charlie: User, workspace: Workspace, name: str
) -> None:
    address = reverse(f"staff_{name}", args=[workspace.code])
    assert as_alice.get(address).status_code == as_charlie.get(address).status_code == 404
    charlie.is_staff = True
    charlie.save()
    assert as_charlie.get(address).status_code == 404
    charlie.user_permissions.add(Permission.objects.get(codename="view_ledgerentry"))
    assert as_charlie.get(address).status_code == 200
    assert as_charlie.get(reverse(f"staff_{name}", args=["nobody"])).status_code == 404


def test_staff_see_that_they_are_staff_and_nothing_to_buy(workspace: Workspace) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.org", "password"))
    page = client.get(reverse("staff_billing_overview", args=[workspace.code])).content.decode()
    assert "as staff" in page and "alice@example.org" in page
    assert "Buy credits" not in page


def test_the_ledger_pages_and_filters(as_alice: Client, workspace: Workspace) -> None:
    for number in range(60):
        write(workspace, Unit.SLOTS, 1, key=f"k{number}", reason="Slot")
    first = as_alice.get(reverse("billing_ledger"))
    assert [len(first.context["entries"]), first.context["entries"].paginator.count] == [50, 61]
    assert first.context["entries"][0].balance_after == 60
    second = as_alice.get(reverse("billing_ledger"), {"page": "2", "unit": "slots"})
    assert [entry.balance_after for entry in second.context["entries"]] == list(range(10, 0, -1))
    assert "unit=slots&amp;page=1" in second.content.decode()


@pytest.mark.parametrize("query", ["page=x", "page=-1", "page=99999", "unit=x", "days=x", "days=-3"])
def test_odd_addresses_show_a_page(as_alice: Client, query: str) -> None:
    for name in PAGES:
        assert as_alice.get(f"{reverse(name)}?{query}").status_code == 200


def test_an_invoice_is_its_workspaces(as_alice: Client, as_charlie: Client, workspace: Workspace) -> None:
    made = Invoice.objects.create(
        workspace=workspace, channel="stripe", external_id="in_1", number="A-1", description="Standard", status="open",
        amount_cents=9900, currency="eur", issued_at=timezone.now(), page_url="https://invoice.example/in_1",
    )  # fmt: skip
    address = reverse("billing_invoice", args=[made.code])
    page = as_alice.get(address).content.decode()
    assert "€99" in page and "https://invoice.example/in_1" in page
    assert as_charlie.get(address).status_code == 404


def test_the_ledger_as_a_file_has_every_entry(
    as_alice: Client, alice: User, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_files, "PIECE", 3)
    for number in range(7):
        write(workspace, Unit.CONVERSATION_MS, 1_000, key=f"k{number}", reason="Given", actor=alice)
    head, *rows = rows_of(as_alice.get(reverse("billing_ledger_csv")))
    assert head[:6] == ["time", "unit", "cause", "reason", "change", "balance_after"]
    assert [int(row[5]) for row in rows] == [600_000 + 1_000 * number for number in range(7, -1, -1)]
    assert rows[0][7] == "alice@example.org"


def test_sessions_and_usage_as_files(as_alice: Client, workspace: Workspace) -> None:
    talk(workspace, "talk", 305_000)
    row = rows_of(as_alice.get(reverse("billing_sessions_csv")))[1]
    assert [row[0], row[2], row[5], row[6], row[7]] == ["talk", "Museum", "visitor", "305000", "1.016667"]
    row = rows_of(as_alice.get(reverse("billing_usage_csv")))[1]
    assert row[1:] == ["museum", "Museum", "1", "305000", "1.016667", ""]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =HYPERLINK(1)", "\n=1"])
def test_a_text_can_not_become_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Museum", "", -61_000, "a=b", "1-2"])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert safe(value) == value


def test_a_name_with_commas_quotes_and_lines_stays_one_cell(as_alice: Client, workspace: Workspace) -> None:
    talk(workspace, "talk", 1, about='Say "hi", \nthen =2')
    assert rows_of(as_alice.get(reverse("billing_sessions_csv")))[1][2] == 'Say "hi", \nthen =2'


@pytest.mark.django_db(transaction=True)
async def test_a_server_with_asgi_gets_it_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    from asgiref.sync import sync_to_async

    def made() -> tuple[User, Workspace]:
        user = User.objects.create_user("dana@example.org", "password")
        workspace = user.owned_workspaces.get()
        for number in range(8):
            talk(workspace, f"t{number}", number)
        return user, workspace

    monkeypatch.setattr(csv_files, "SENT", 4)
    user, _ = await sync_to_async(made)()
    client = AsyncClient()
    await client.aforce_login(user)
    answer = await client.get(reverse("billing_sessions_csv"))
    content: Any = getattr(answer, "streaming_content")  # noqa: B009 - the stubs of the client don't know it
    pieces = [piece async for piece in content]
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"\r\n") == 9
    await sync_to_async(connections.close_all)()


def test_a_conversation_says_shortly_why_it_ended(as_alice: Client, workspace: Workspace) -> None:
    started = meter.start(workspace, "talk")
    meter.settle("talk", started.fence, 5_000, "session_limit")
    page = as_alice.get(reverse("billing_sessions")).content.decode()
    assert "The longest time was reached" in page and "5,000 ms" in page


def test_every_reason_that_a_session_ends_for_has_its_words() -> None:
    reasons = {name.removeprefix("ended.") for name in catalogue() if name.startswith("ended.")}
    assert all(short_reason(reason) != "–" for reason in {*reasons, "process_lost"})


def test_one_slot_less_is_one_slot(as_alice: Client, workspace: Workspace) -> None:
    write(workspace, Unit.SLOTS, 1, key="given", reason="Gift")
    write(workspace, Unit.SLOTS, -1, key="used", reason="Avatar")
    page = as_alice.get(reverse("billing_ledger")).content.decode()
    assert "−1 slot<" in page and "+1 slot<" in page
    assert "All times are in UTC" in page


def test_what_guests_used_stands_apart(as_alice: Client, workspace: Workspace) -> None:
    talk(workspace, "a", 61_000)
    Meter.objects.filter(pk=talk(workspace, "b", 5_000).pk).update(by_guest=True)
    found = usage.usage(workspace, 7)
    assert [(one.name, one.by_guest, one.ms) for one in found.subjects] == [
        ("Museum", False, 61_000),
        ("Museum", True, 5_000),
    ]
    assert sorted(found.days[-1].parts.values()) == [5_000, 61_000]
    assert sorted(row[-1] for row in rows_of(as_alice.get(reverse("billing_usage_csv")))[1:]) == ["", "yes"]
    assert [row[-1] for row in rows_of(as_alice.get(reverse("billing_sessions_csv")))[1:]] == ["yes", ""]

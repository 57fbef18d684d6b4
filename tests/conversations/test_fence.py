"""Only the process that runs a conversation now may bill it and end it."""

from typing import Any

import pytest
from channels.db import database_sync_to_async

from avatarsite.errors import UserError
from billing.models import LedgerEntry, Meter
from conversations import services
from conversations.live_ledger import DatabaseLedger

from .rows import make_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_lost_it_ends_nothing(alice: Any, workspace: Any) -> None:
    code = services.start(make_project(workspace), alice).code
    former, _ = services.take_over(code)
    present, _ = services.take_over(code)
    assert services.end(code, 5_000, "failed", former).is_active
    assert services.end(code, 4_000, "visitor", present).billed_ms == 4_000
    assert services.end(code, 6_000, "failed", former).billed_ms == 4_000
    assert [entry.amount for entry in LedgerEntry.objects.filter(conversation_code=code)] == [-4_000]


def test_what_has_ended_is_not_taken_over(alice: Any, workspace: Any) -> None:
    code = services.start(make_project(workspace), alice).code
    services.end(code, 4_000, "visitor")
    with pytest.raises(UserError, match=r"conversation\.has_ended"):
        services.take_over(code)


def test_who_takes_it_over_goes_on_from_what_was_confirmed(alice: Any, workspace: Any) -> None:
    code = services.start(make_project(workspace), alice).code
    Meter.objects.filter(key=code).update(confirmed_ms=5_000)
    assert services.take_over(code)[1] == 5_000


async def test_its_ledger_is_told_that_it_lost_it(alice: Any, workspace: Any) -> None:
    conversation = await database_sync_to_async(lambda: services.start(make_project(workspace), alice))()
    former, _ = await database_sync_to_async(services.take_over)(conversation.code)
    await database_sync_to_async(services.take_over)(conversation.code)
    paid = await DatabaseLedger(conversation.code, former).renew(2_000, 2_000)
    assert (paid.until_ms, paid.sharing) == (0, 0)

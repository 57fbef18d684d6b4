"""Downloads as CSV: streamed in pieces, however long they are, and safe to open in a spreadsheet."""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.access import Visit, access_billing
from billing.models import LedgerEntry, Meter
from billing.pages import period_of
from billing.units import MS_PER_CREDIT
from billing.usage import usage

PIECE = 2000  # rows fetched at a time
SENT = 500  # lines sent at a time
# A spreadsheet would take a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Any) -> Any:
    """A cell: texts can't be formulas, times are ISO 8601 in UTC, numbers stay numbers."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat(timespec="milliseconds")
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def credits(ms: int | None) -> str:
    """With six digits: enough to tell any two sums of milliseconds apart."""
    return "" if ms is None else f"{ms / MS_PER_CREDIT:.6f}"


def yes(is_so: bool) -> str:
    """In one word, or none."""
    return "yes" if is_so else ""


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """For csv.writer."""
        return text


def lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file's lines; the first begins with the mark by which Excel knows UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(list(head))
    for row in rows:
        yield writer.writerow([safe(value) for value in row])


def all_rows(rows: QuerySet[Any], row: Callable[[Any], Iterable[Any]]) -> Iterator[Iterable[Any]]:
    """The newest first by pk, a piece at a time: nothing is held open in between, and new rows don't shift old ones."""
    last: int | None = None
    while True:
        piece = list((rows if last is None else rows.filter(pk__lt=last)).order_by("-pk")[:PIECE])
        yield from map(row, piece)
        if len(piece) < PIECE:
            return
        last = piece[-1].pk


async def away(texts: Iterator[str]) -> AsyncIterator[str]:
    """The same lines, some hundred at a time, read in the request's own thread."""

    def some() -> str:
        return "".join(text for _, text in zip(range(SENT), texts, strict=False))

    while text := await sync_to_async(some)():
        yield text


def download(request: HttpRequest, name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Any:
    """The answer. A server with ASGI gets it asynchronously, or it would collect all of it first."""
    texts = lines(head, rows)
    body = away(texts) if isinstance(request, ASGIRequest) else texts
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def filename(visit: Visit, what: str) -> str:
    """With the workspace and the day, so that two downloads don't share a name."""
    return f"{what}-{visit.workspace.code}-{timezone.localdate().isoformat()}"


@login_required
@require_safe
def ledger_csv(request: HttpRequest, workspace_code: str = "") -> StreamingHttpResponse:
    """Every entry: time, unit, cause, reason, change, balance after it, conversation, who, key."""
    visit = access_billing(request, workspace_code)

    def row(entry: LedgerEntry) -> list[Any]:
        return [
            entry.created_at, entry.unit, entry.cause, entry.reason, entry.amount, entry.balance_after,
            entry.conversation_code, entry.actor.email if entry.actor else "", entry.key,
        ]  # fmt: skip

    head = ("time", "unit", "cause", "reason", "change", "balance_after", "conversation", "by", "key")
    rows = all_rows(visit.workspace.ledger.select_related("actor"), row)
    return download(request, filename(visit, "ledger"), head, rows)


@login_required
@require_safe
def sessions_csv(request: HttpRequest, workspace_code: str = "") -> StreamingHttpResponse:
    """Every session: conversation, project, start, end, reason, milliseconds, credits, was it a guest's?"""
    visit = access_billing(request, workspace_code)

    def row(meter: Meter) -> list[Any]:
        billed = meter.settled_ms
        return [
            meter.key, meter.about_code, meter.about, meter.started_at, meter.settled_at, meter.end_reason,
            billed, credits(billed), yes(meter.by_guest),
        ]  # fmt: skip

    head = ("conversation", "project_code", "project", "start", "end", "reason", "milliseconds", "credits", "guest")
    rows = all_rows(Meter.objects.filter(workspace=visit.workspace), row)
    return download(request, filename(visit, "conversations"), head, rows)


@login_required
@require_safe
def usage_csv(request: HttpRequest, workspace_code: str = "") -> StreamingHttpResponse:
    """Each day and project, its guests apart: conversations, milliseconds, credits. ?days= as in the chart."""
    visit = access_billing(request, workspace_code)
    used = usage(visit.workspace, period_of(request))
    rows = (
        (day.date.isoformat(), subject.code, subject.name, count, ms, credits(ms), yes(subject.by_guest))
        for day, subject, count, ms in used.table
    )
    head = ("day", "project_code", "project", "conversations", "milliseconds", "credits", "guest")
    return download(request, filename(visit, "usage"), head, rows)

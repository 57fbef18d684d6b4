"""A row of everything that has a page in the admin, so that each page can be opened with something on it."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.utils import timezone

from accounts.models import Workspace
from avatars.changes import change_status
from avatars.models import Avatar, Kind, Work
from avatars.status import Status
from billing import meter
from billing.grants import grant
from billing.models import (
    Change,
    Invoice,
    LedgerEntry,
    Meter,
    Plan,
    Product,
    Purchase,
    StripeEvent,
    Subscription,
)
from conversations.models import Conversation, Turn
from projects.models import Project


def one_of_each(workspace: Workspace) -> dict[Any, Any]:
    """Model -> a row of it, all of the workspace's or its owner's where that can be."""
    rows = [workspace, workspace.owner, *_sold(workspace), *_made(workspace), *_log_in(workspace)]
    return {type(row): row for row in rows}


def _sold(workspace: Workspace) -> list[Any]:
    now, product = timezone.now(), Product.objects.all()[0]
    entry: LedgerEntry = grant(workspace, slots=1, reason="Trial", actor=workspace.owner)[0]
    change = Change.objects.create(
        subscription=Subscription.objects.filter(workspace=workspace)[0], what="plan_changed", key="k", at=now
    )
    purchase = Purchase.objects.create(
        workspace=workspace, product=product, amount_cents=1200, currency="usd"
    )
    invoice = Invoice.objects.create(
        workspace=workspace, external_id="i", status="paid", amount_cents=1200, currency="usd", issued_at=now
    )
    event = StripeEvent.objects.create(event_id="e", type="t", object_id="o", status="handled", sent_at=now)
    return [entry, change, purchase, invoice, event, product, Plan.objects.all()[0]]


def _made(workspace: Workspace) -> list[Any]:
    avatar = Avatar.objects.create(workspace=workspace, name="Own", kind=Kind.OWN)
    change_status(avatar, Status.UPLOADING, actor=workspace.owner)
    work = Work.objects.create(avatar=avatar, kind="creation", reasons=[{"id": "x"}], seconds={"probe": 1.0})
    project = Project.objects.create(workspace=workspace, name="Museum", avatar=avatar)
    project.entries.create(question="When?", answer="At nine.")
    talk = Conversation.objects.create(
        workspace=workspace, project=project, user=workspace.owner, snapshot={}, started_at=timezone.now()
    )
    Turn.objects.create(conversation=talk, position=0, role="user", text="Hello")
    meter.start(workspace, talk.code)
    return [avatar, work, project, talk, Meter.objects.get(key=talk.code)]


def _log_in(workspace: Workspace) -> list[Any]:
    user = workspace.owner
    app = SocialApp.objects.create(provider="google", name="Google", client_id="id")
    account = SocialAccount.objects.create(user=user, provider="google", uid="1")
    token = SocialToken.objects.create(app=app, account=account, token="t")
    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": "s"})
    return [app, account, token, factor, EmailAddress.objects.create(user=user, email=user.email)]

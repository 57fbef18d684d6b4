"""The demo: a login, a contract, projects about the product."""

from io import StringIO
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from avatars.models import Avatar
from avatarsite.demo import lock_demo
from billing.balances import balance
from billing.models import Subscription
from projects.demo import demo_user
from projects.models import Project


def load() -> str:
    """What load_demo prints."""
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_the_demo_can_log_in_and_has_a_conversation_worth_having(sample: Avatar) -> None:
    load()
    assert Client().login(username="demo@example.com", password="interactive")
    project = Project.objects.get(name="Ask about Interactive Avatar")
    assert project.avatar == sample
    assert project.entries.filter(suggested=True).count() >= 3
    assert project.entries.count() >= 10


def test_its_contract_does_not_lock_it(sample: Avatar) -> None:
    load()
    workspace = User.objects.get(email="demo@example.com").owned_workspaces.get()
    assert balance(workspace).credits == 1002
    terms = Subscription.objects.get(workspace=workspace, kind="conversation")
    assert (terms.users, terms.session_limit_ms, terms.plan.price_cents) == (20, None, None)


def test_english_stands_first(sample: Avatar) -> None:
    load()
    assert Project.objects.all()[0].language == "en"


def test_running_it_again_changes_nothing(sample: Avatar) -> None:
    load()
    count = Project.objects.count()
    assert load() == "Demo login: demo@example.com\n"
    assert Project.objects.count() == count
    assert balance(User.objects.get(email="demo@example.com").owned_workspaces.get()).credits == 1002


def test_where_there_is_no_demo_any_more_its_password_opens_nothing(sample: Avatar, settings: Any) -> None:
    settings.DEMO_STAFF = True
    load()
    lock_demo()
    assert not Client().login(username="demo@example.com", password="interactive")
    user = User.objects.get(email="demo@example.com")
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_the_demos_address_counts_as_confirmed(db: None) -> None:
    """Second factors ask for a confirmed address, and no mail is sent to the demo."""
    user = demo_user()
    assert EmailAddress.objects.get(user=user).verified

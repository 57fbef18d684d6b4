"""Demo data of an installation that is no production: the login, its contract, its projects."""

from django.conf import settings

from accounts.access import workspace_of
from accounts.models import User
from avatars.models import Avatar
from billing.grants import grant, put_under_contract
from billing.models import LedgerEntry
from projects.demo import contents, demo_user, make_project

CREDITS, USERS, SLOTS = 1000, 20, 10


def lock_demo() -> None:
    """Where there is no demo any more, the password that everybody knows opens nothing."""
    user = User.objects.filter(email=settings.DEMO_EMAIL).first()
    if user is not None and user.check_password(settings.DEMO_PASSWORD):
        user.set_unusable_password()
        user.is_staff = user.is_superuser = False
        user.save()


def load_demo() -> list[str]:
    """Make what is missing; running it again changes nothing. Returns the names of the new projects."""
    workspace = workspace_of(demo_user())
    if not LedgerEntry.objects.filter(key__startswith=f"grant:demo-{workspace.pk}:").exists():
        put_under_contract(workspace)
        grant(
            workspace,
            credits=CREDITS,
            slots=SLOTS,
            users=USERS,
            reason="Demo contract",
            key=f"demo-{workspace.pk}",
        )
    samples = list(Avatar.objects.samples().active())
    made = [
        make_project(workspace, content, samples[number % len(samples)] if samples else None)
        for number, content in reversed(list(enumerate(contents())))  # lists show the newest first: English
    ]
    return [project.name for project in made if project]

"""Demo data of an installation that is no production: the login, its contract, its projects."""

from accounts.access import workspace_of
from avatars.models import Avatar
from billing.grants import grant, put_under_contract
from billing.models import LedgerEntry
from projects.demo import contents, demo_user, make_project

CREDITS, USERS = 1000, 20


def load_demo() -> list[str]:
    """Make what is missing; running it again changes nothing. Returns the names of the new projects."""
    workspace = workspace_of(demo_user())
    if not LedgerEntry.objects.filter(key__startswith=f"grant:demo-{workspace.pk}:").exists():
        put_under_contract(workspace)
        grant(workspace, credits=CREDITS, users=USERS, reason="Demo contract", key=f"demo-{workspace.pk}")
    samples = list(Avatar.objects.samples().active())
    made = [
        make_project(workspace, content, samples[number % len(samples)] if samples else None)
        for number, content in reversed(list(enumerate(contents())))  # lists show the newest first: English
    ]
    return [project.name for project in made if project]

"""What must be up to date before the site serves: tables, missing accounts, samples, the demo, dead sessions, and own
avatars, whose renewal it begins."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from avatars.bundles import SAMPLES
from avatars.jobs import sweep as sweep_runs
from avatars.renewal import renew_all
from avatars.samples.loading import load, shipped
from avatarsite.demo import load_demo, lock_demo
from billing.grants import open_missing_accounts
from conversations.services import sweep


def migrate() -> bool:
    """Bring the tables up to date. Was there anything to do?"""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def prepare() -> None:
    """Everything, in order. Quick when nothing has changed, harmless when run twice."""
    migrate()
    open_missing_accounts()
    for position, folder in enumerate(shipped(SAMPLES)):
        load(folder, position)
    if settings.DEMO:
        load_demo()
    else:
        lock_demo()
    sweep()
    sweep_runs()
    renew_all()
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)

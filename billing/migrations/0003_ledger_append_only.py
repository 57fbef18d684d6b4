"""Triggers that refuse to change or delete a ledger entry."""

from django.db import migrations

from billing import triggers


def install(apps, schema_editor):
    triggers.run(schema_editor.connection, triggers.INSTALL)


def remove(apps, schema_editor):
    triggers.run(schema_editor.connection, triggers.REMOVE)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_seed_plans")]
    operations = [migrations.RunPython(install, remove)]

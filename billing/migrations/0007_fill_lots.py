"""One lot without an end for what each account has; the ledger's triggers, which SQLite drops with a changed table."""

from django.db import migrations

from billing import triggers


def fill(apps, schema_editor):
    Account, Lot = apps.get_model("billing", "Account"), apps.get_model("billing", "Lot")
    for account in Account.objects.filter(conversation_ms__gt=0):
        Lot.objects.create(workspace_id=account.pk, left_ms=account.conversation_ms)
    triggers.run(schema_editor.connection, triggers.REMOVE)
    triggers.run(schema_editor.connection, triggers.INSTALL)


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_lots_and_periods")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

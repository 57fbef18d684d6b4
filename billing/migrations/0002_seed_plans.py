"""The plans that an installation begins with."""

from django.db import migrations

from billing import plans


def fill(apps, schema_editor):
    plans.seed(apps.get_model("billing", "Plan"))


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_begin")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

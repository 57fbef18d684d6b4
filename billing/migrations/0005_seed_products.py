"""The add-ons that an installation begins with."""

from django.db import migrations

from billing import products


def fill(apps, schema_editor):
    products.seed(apps.get_model("billing", "Product"))


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_sales")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

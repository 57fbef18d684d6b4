from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("avatars", "0005_renewal"),
    ]

    operations = [
        migrations.AddField(
            model_name="work",
            name="net",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]

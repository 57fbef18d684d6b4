from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("avatars", "0004_background"),
    ]

    operations = [
        migrations.AlterField(
            model_name="work",
            name="kind",
            field=models.CharField(
                choices=[("creation", "Creation"), ("activation", "Activation"), ("renewal", "Renewal")],
                max_length=10,
            ),
        ),
    ]

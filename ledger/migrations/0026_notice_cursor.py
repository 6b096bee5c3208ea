import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0025_activity_by_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeCursor",
            fields=[
                ("book", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="ledger.book")),
                ("revision", models.BigIntegerField(null=True)),
                ("told_on", models.DateField(null=True)),
            ],
        ),
    ]
